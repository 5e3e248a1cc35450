// The slim front end of a Voilà page: joins the kernel that Voilà started, restores its widgets and draws the outputs of the cells.
// Voilà's own page loads all of JupyterLab for that. Only the real widget manager, kernel client and anywidget are in here; the
// ordinary controls come in a second file, when a page uses them.

import { KernelConnection } from "@jupyterlab/services/lib/kernel/default.js";
import { ServerConnection } from "@jupyterlab/services/lib/serverconnection.js";
import { Manager } from "./manager.js";
import { renderer } from "./render.js";

const OUTPUT = 'script[type="application/vnd.voila.cell-output+json"]';

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

/** The kernel that Voilà started for this page. */
function connect({ baseUrl, kernelId }) {
  const here = location.origin + baseUrl;
  const serverSettings = ServerConnection.makeSettings({ baseUrl: here, wsUrl: here.replace(/^http/, "ws"), appendToken: false });
  return new KernelConnection({ model: { id: kernelId, name: "python3" }, serverSettings, commsOverSubshells: "disabled" });
}

/** A closed tab ends its kernel. The server takes the message only with the cookie that it set, said back. */
function endWithTab({ baseUrl, kernelId }, kernel) {
  addEventListener("pagehide", () => {
    const form = new FormData();
    form.append("_xsrf", /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "");
    navigator.sendBeacon(`${baseUrl}voila/api/shutdown/${kernelId}`, form);
    kernel.dispose();
  });
}

async function start() {
  const config = await told(started);
  const kernel = connect(config);
  endWithTab(config, kernel);
  const manager = new Manager(kernel);
  const render = renderer(manager);
  await told(() => document.readyState !== "loading"); // now every cell has run
  await manager.restore();
  for (const cell of document.querySelectorAll(OUTPUT)) {
    const host = document.createElement("div");
    host.className = "output";
    cell.replaceWith(host);
    await render(JSON.parse(cell.textContent), host);
  }
}

start().catch((error) => {
  console.error(error);
  document.dispatchEvent(new CustomEvent("infoshare:lost"));
});
