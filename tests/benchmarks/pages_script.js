// Runs in the page that is measured, before anything of its own: notes when it can be read and when it can be used.
// Times are milliseconds since the navigation began, taken after the frame in which a thing stands there has been painted.
(({ waiting, radio, button, answer, press }) => {
  const seen = (window.measured = {});
  const painted = (then) => requestAnimationFrame(() => {
    const channel = new MessageChannel(); // a message is handled after the frame; a timer could wait longer
    channel.port1.onmessage = () => then(performance.now());
    channel.port2.postMessage(0);
  });

  /** The element that a click in the middle of a box would reach. */
  const at = (box) => document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);

  /** The text that can be seen, if it has at least ten letters. A picture that turns tells nobody anything. */
  function readable(except) {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
      const text = texts.currentNode, parent = text.parentElement;
      if (!text.data.trim() || (except && parent.closest(except))) continue;
      if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const hit = at(range.getBoundingClientRect());
      if (hit && parent.contains(hit)) found.push(text.data.trim());
      if ((found.join("").match(/\p{L}/gu) ?? []).length >= 10) return found.join(" ");
    }
    return null;
  }

  /** A radio button that a click would reach, directly or by its label, and a button that takes one. */
  function ready() {
    const input = document.querySelectorAll(radio)[1], go = document.querySelector(button);
    if (!input || !go || input.disabled || go.disabled || go.getAttribute("aria-disabled") === "true") return false;
    const hit = at(input.getBoundingClientRect());
    return hit !== null && (hit === input || [...input.labels].some((label) => label.contains(hit)));
  }

  const words = () => document.querySelector(answer)?.textContent;

  /** Choose an answer and send it off; the wait ends when what Python says to it stands on the page. */
  function use() {
    const before = words();
    document.querySelectorAll(radio)[1].click();
    document.querySelector(button).click();
    const look = () => {
      if (words() && words() !== before) painted((now) => { seen.answered = now; });
      else requestAnimationFrame(look);
    };
    look();
  }

  function note(name, except) {
    const text = document.body && !seen[name + "_said"] ? readable(except) : null;
    if (!text) return;
    seen[name + "_said"] = text;
    painted((now) => { seen[name] = now; });
  }

  function watch() {
    note("words");
    note("text", waiting);
    if (document.body && ready()) painted((now) => { seen.shown = now; if (press) use(); });
    else requestAnimationFrame(watch);
  }
  watch();
})
