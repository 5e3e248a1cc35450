// The slim front end of a Voilà page: joins the kernel that Voilà started, restores its widgets and draws the outputs of the cells.
// Voilà's own page loads all of JupyterLab for that. Only the real widget manager, kernel client and anywidget are in here; the
// ordinary controls come in a second file, when a page uses them.

import { KernelConnection } from "@jupyterlab/services/lib/kernel/default.js";
import { ServerConnection } from "@jupyterlab/services/lib/serverconnection.js";
import { Manager } from "./manager.js";
import { renderer } from "./render.js";

const OUTPUT = 'script[type="application/vnd.voila.cell-output+json"]';
const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);

/** The kernel that Voilà started for this page. */
function connect({ baseUrl, kernelId }) {
  const here = location.origin + baseUrl;
  const serverSettings = ServerConnection.makeSettings({ baseUrl: here, wsUrl: here.replace(/^http/, "ws"), appendToken: false });
  return new KernelConnection({ model: { id: kernelId, name: "python3" }, serverSettings });
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
  const kernel = connect(config);
  endWithTab(config, kernel);
  const manager = new Manager(kernel);
  const render = renderer(manager);
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
