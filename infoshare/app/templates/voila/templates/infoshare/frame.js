// The frame's own script: takes the waiting words away, notices a lost kernel or server, and keeps the page one document.
(() => {
  const POLL_MS = 3000, PATIENCE_MS = 2500, SLOW_MS = 20000;
  const byId = (id) => document.getElementById(id);
  const rest = (ms) => new Promise((done) => setTimeout(done, ms));
  let leaving = false;

  // Voilà calls these while cells run and when they are done; our page shows what is there at once.
  window.voila_heartbeat = window.voila_process = window.voila_finish = window.display_cells = window.update_loading_text = () => {};

  // -- waiting ---------------------------------------------------------------------------------------------------
  const slow = setTimeout(() => {
    const status = byId("waiting-status");
    if (status) status.textContent = status.dataset.slow;
  }, SLOW_MS);

  function drawn(keepTitle) {
    clearTimeout(slow);
    (keepTitle ? byId("waiting-status") : byId("waiting"))?.remove();
  }

  document.addEventListener("infoshare:drawn", () => drawn(false));
  new MutationObserver((_, observer) => {
    // JupyterLab's shell is put at the end of the body, after the footer: bring it into the page's main part.
    const shell = document.querySelector("body > #main");
    if (shell) byId("page").append(shell);
    if (byId("page")?.querySelector("[data-infoshare-failed], .jp-OutputArea-output:not(.jupyter-widgets, :empty)")) drawn(true);
    if (shell) observer.disconnect();
  }).observe(document.documentElement, { childList: true, subtree: true });

  // -- lost and found --------------------------------------------------------------------------------------------
  const show = (on) => { if (byId("lost") && !leaving) byId("lost").hidden = !on; };
  const ask = (path) => fetch(path, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });

  async function alive(base, kernel) {
    const ours = await ask(`${base}infoshare/alive/${kernel}`);
    if (ours.ok) return (await ours.json()).alive;
    return (await ask(`${base}api/kernels/${kernel}`)).ok; // under a plain Jupyter server our address does not exist
  }

  async function watch() {
    const config = byId("jupyter-config-data");
    if (!config) return;
    const { baseUrl, kernelId } = JSON.parse(config.textContent);
    const check = () => alive(baseUrl, kernelId).catch(() => false);
    let lost = false;
    for (;;) {
      await rest(POLL_MS);
      if (document.visibilityState === "hidden" || leaving) continue;
      const fine = (await check()) || (await rest(400), await check()); // one hiccup is no loss
      if (fine === lost) show((lost = !fine));
    }
  }

  async function reload() {
    try {
      await ask(`${document.body.dataset.baseUrl}../infoshare/alive/anybody`); // any answer will do: the server is there
      location.reload();
    } catch {
      byId("lost-text").textContent = byId("lost-text").dataset.still;
    }
  }

  document.addEventListener("infoshare:lost", () => show(true));
  document.addEventListener("infoshare:answered", () => show(false));
  document.addEventListener("DOMContentLoaded", () => {
    byId("lost-reload").addEventListener("click", reload);
    watch();
  });
  addEventListener("beforeunload", () => {
    // Window listeners run in the order in which they were added: this one before Voilà's, which closes the connection.
    document.dispatchEvent(new CustomEvent("infoshare:leaving"));
    leaving = true;
    setTimeout(() => { leaving = false; }, 4000);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // its kernel has ended
})();
