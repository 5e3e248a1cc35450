// The slim front end of a Voilà page: joins the kernel that Voilà started, restores its widgets and draws the outputs of the cells.
// Voilà's own page loads all of JupyterLab for that. Only the real widget manager, kernel client and anywidget are in here; the
// ordinary controls come in a second file, when a page uses them.

import { KernelConnection } from "@jupyterlab/services/lib/kernel/default.js";
import { ServerConnection } from "@jupyterlab/services/lib/serverconnection.js";
import { Manager } from "./manager.js";
import { renderer, VIEW } from "./render.js";

const OUTPUT = 'script[type="application/vnd.voila.cell-output+json"]';
const PATIENCE_MS = 60000;

/** What the page says once it has been read that far: it comes in parts, and this script starts before the last one. */
async function told(look) {
  for (;;) {
    const found = look();
    if (found) return found;
    if (document.readyState === "complete") throw new Error("the page ended early");
    await new Promise((go) => {
      new MutationObserver((_, watching) => { watching.disconnect(); go(); }).observe(document, { childList: true, subtree: true });
      document.addEventListener("readystatechange", go, { once: true });
    });
  }
}

/** Which kernel Voilà started for this page. */
function started() {
  const element = document.getElementById("jupyter-config-data");
  return element?.nextSibling || (element && document.readyState !== "loading") ? JSON.parse(element.textContent) : null;
}

/** Connect to the kernel that Voilà started for a page. */
function connect(config) {
  const here = location.origin + config.baseUrl;
  const serverSettings = ServerConnection.makeSettings({ baseUrl: here, wsUrl: here.replace(/^http/, "ws"), appendToken: false });
  const kernel = new KernelConnection({ model: { id: config.kernelId, name: "python3" }, serverSettings, commsOverSubshells: "disabled" });
  return { config, kernel, manager: new Manager(kernel) };
}

/** End a kernel. The server takes the message only with the cookie that it set, said back. */
function end({ config: { baseUrl, kernelId }, kernel }) {
  const form = new FormData();
  form.append("_xsrf", /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "");
  navigator.sendBeacon(`${baseUrl}voila/api/shutdown/${kernelId}`, form);
  kernel.dispose();
}

const outputsOf = (page) => [...page.querySelectorAll(OUTPUT)];
const hosts = [];
let joined = null;

async function start() {
  joined = connect(await told(started));
  const render = renderer(joined.manager);
  await told(() => document.readyState !== "loading"); // now every cell has run
  await joined.manager.restore();
  for (const cell of outputsOf(document)) {
    const host = document.createElement("div");
    host.className = "output";
    cell.replaceWith(host);
    hosts.push(host);
    await render(JSON.parse(cell.textContent), host);
  }
}

/** The same page once more, with a kernel of its own. */
async function again() {
  const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/**
 * Go on with a new kernel in place of a lost one, without leaving the page: what is in its fields stays. Only pages of ours can do that;
 * the state of any other widget was in the kernel, so there a reload does as well.
 */
async function resume() {
  const roots = hosts.map((host) => host.querySelector(".infoshare"));
  if (!roots.length || roots.includes(null)) return location.reload();
  const page = await again();
  const outputs = outputsOf(page).map((cell) => JSON.parse(cell.textContent).data?.[VIEW]);
  if (outputs.length !== roots.length || outputs.includes(undefined)) return location.reload();
  const next = connect(JSON.parse(page.getElementById("jupyter-config-data").textContent));
  await next.manager.restore();
  const models = await Promise.all(outputs.map((view) => next.manager.get_model(view.model_id)));
  if (joined) end(joined);
  joined = next;
  document.getElementById("jupyter-config-data").textContent = JSON.stringify(next.config); // for who asks whether it is alive
  roots.forEach((root, place) => root.dispatchEvent(new CustomEvent("infoshare:resumed", { detail: models[place] })));
}

addEventListener("pagehide", () => {
  document.dispatchEvent(new CustomEvent("infoshare:leaving")); // last words first
  if (joined) end(joined);
});
document.addEventListener("infoshare:resume", (event) => { event.detail.done = resume(); });
document.addEventListener("infoshare:found", () => { // the kernel client gives up after some minutes without a network
  if (joined?.kernel.connectionStatus === "disconnected") joined.kernel.reconnect().catch(() => {});
});
start().catch((error) => {
  console.error(error);
  document.dispatchEvent(new CustomEvent("infoshare:lost"));
});
