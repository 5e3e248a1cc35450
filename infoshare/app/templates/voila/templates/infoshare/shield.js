// Hides the page from whoever walks in: by a button, or by Shift pressed three times alone. Nothing is left, sent or lost by it.
// Why Shift: it types nothing and no browser uses it alone. Escape also leaves a menu, a search or a screen reader's forms mode.
(() => {
  const PRESSES = 3, FORGET_MS = 5000;
  const byId = (id) => document.getElementById(id);
  const shield = byId("shield"), told = byId("shield-told"), button = byId("hide");
  let was = null; // what to come back to, while the page is hidden
  let presses = 0, alone = false, timer = 0;

  function hide() {
    forget();
    if (was) return;
    const at = document.activeElement ?? document.body;
    was = { at, field: at.dataset.focus, caret: [at.selectionStart, at.selectionEnd], scroll: [scrollX, scrollY], began: document.title, title: document.title };
    document.documentElement.toggleAttribute("data-shielded", true);
    document.title = shield.dataset.title;
    shield.showModal(); // all else is inert from here on: no key, no pointer and no screen reader gets there
  }

  function show() {
    const { at, field, caret, scroll, began, title } = was;
    was = null;
    document.documentElement.removeAttribute("data-shielded");
    document.title = title;
    byId("shield-show").blur();
    shield.close();
    const again = at.isConnected ? at : field && [...document.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === field);
    if (!again || title !== began) { // another step was drawn meanwhile
      (document.querySelector("main h1[tabindex]") ?? byId("page")).focus();
      return;
    }
    again.focus({ preventScroll: true });
    if (again !== at && caret[0] !== undefined && caret[0] !== null) again.setSelectionRange(...caret);
    scrollTo(...scroll);
  }

  // -- the key: a press counts when nothing else was pressed with it, so that capitals and shortcuts never do ------------
  function forget() {
    clearTimeout(timer);
    presses = 0;
    alone = false;
    told.textContent = "";
  }

  addEventListener("keydown", (event) => {
    if (was && (event.key === "Escape" || event.repeat)) event.preventDefault(); // a nervous or held key must not show the page
    if (event.key !== "Shift" || event.ctrlKey || event.altKey || event.metaKey) forget();
    else alone = true;
  }, true);
  addEventListener("pointerdown", forget, true);
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone || was) return;
    alone = false;
    presses += 1;
    clearTimeout(timer);
    timer = setTimeout(forget, FORGET_MS);
    if (presses === PRESSES - 1) told.textContent = told.dataset.once;
    if (presses === PRESSES) hide();
  }, true);

  button.hidden = false;
  button.addEventListener("mousedown", (event) => event.preventDefault()); // the field that is typed in keeps the focus
  button.addEventListener("click", hide);
  byId("shield-show").addEventListener("click", show);
  shield.addEventListener("close", () => { if (was) shield.showModal(); }); // a phone's "back" closes it without asking
  new MutationObserver(() => { // a step that is drawn meanwhile names itself in the title
    if (!was || document.title === shield.dataset.title) return;
    was.title = document.title;
    document.title = shield.dataset.title;
  }).observe(document.head, { childList: true, characterData: true, subtree: true });
})();
