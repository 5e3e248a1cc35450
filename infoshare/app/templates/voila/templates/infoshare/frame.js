// The frame's own script: takes the waiting words away, notices a lost kernel or server, and keeps the page one document.
(() => {
  const POLL_MS = 1200, PATIENCE_MS = 1300, AGAIN_MS = 200, LONGEST_MS = 60000, SLOW_MS = 20000; // a loss is told within five seconds
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
  // How a page can stand: "fine"; "kernel": the server answers and our kernel is gone; "key": the server was started again and does not
  // know us; "away": nobody answers. `stuck` is a page whose own messages are not answered, whatever the server says.
  let state = "fine", stuck = false, busy = false, wake = () => {};
  const ask = (path) => fetch(path, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  const next = () => Promise.race([rest(POLL_MS), new Promise((done) => { wake = done; })]);

  function show(now) {
    if (leaving) return;
    state = now;
    const text = byId("lost-text"), button = byId("lost-go-on");
    const unsaved = now !== "fine" && now !== "working" && document.querySelector(".infoshare [data-saved=false]");
    if (now !== "fine") text.textContent = text.dataset[unsaved ? "unsaved" : now];
    button.textContent = now === "key" || now === "away" ? button.dataset.again : button.dataset.goOn;
    byId("lost").hidden = now === "fine";
  }

  async function look() {
    try {
      const { baseUrl, kernelId } = JSON.parse(byId("jupyter-config-data").textContent);
      const ours = await ask(`${baseUrl}infoshare/alive/${kernelId}`);
      if (ours.ok) return (await ours.json()).alive ? "fine" : "kernel";
      const known = ours.status === 404 ? await ask(`${baseUrl}api/kernels/${kernelId}`) : ours; // a plain Jupyter server has only this
      return known.ok ? "fine" : known.status === 404 ? "kernel" : known.status === 403 ? "key" : "away";
    } catch {
      return "away";
    }
  }

  async function watch() {
    if (!byId("jupyter-config-data")) return;
    for (;;) {
      await next();
      if (document.visibilityState === "hidden" || leaving || busy) continue;
      let found = await look();
      if (found !== "fine" && found !== state) { await rest(AGAIN_MS); found = await look(); } // one hiccup is no loss
      if (busy) continue;
      if (found === "fine" && state !== "fine") document.dispatchEvent(new CustomEvent("infoshare:found"));
      const now = found === "fine" && stuck ? "kernel" : found;
      if (now !== state) show(now);
    }
  }

  /** Our front end goes on in place; without it, a reload brings back what was saved. */
  async function goOn() {
    if (busy) return;
    busy = true;
    show("working");
    try {
      const found = await look();
      if (found === "key" || found === "away") { show(found); return; }
      const how = new CustomEvent("infoshare:resume", { detail: {} });
      document.dispatchEvent(how);
      if (!how.detail.done) { location.reload(); return; }
      await Promise.race([how.detail.done, rest(LONGEST_MS).then(() => { throw new Error("slow"); })]);
      stuck = false;
      show("fine");
    } catch {
      const found = await look();
      show(found === "fine" ? "kernel" : found);
    } finally {
      busy = false;
    }
  }

  document.addEventListener("infoshare:lost", () => { stuck = true; if (state === "fine") show("kernel"); });
  document.addEventListener("infoshare:answered", () => { if (stuck && !busy) { stuck = false; show("fine"); } });
  document.addEventListener("infoshare:acting", (event) => { // a press that nobody would hear: say so at once
    if (state === "fine") return;
    event.preventDefault();
    byId("lost-go-on").focus();
  });
  for (const name of ["online", "offline", "focus"]) addEventListener(name, () => wake());
  for (const name of ["visibilitychange", "resume"]) document.addEventListener(name, () => wake()); // the computer slept, or the tab did
  document.addEventListener("DOMContentLoaded", () => {
    byId("lost-go-on").addEventListener("click", goOn);
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
