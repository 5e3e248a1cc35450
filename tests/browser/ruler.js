// What can be measured on a page as it stands. Each function gives one line for each thing that is wrong.
(() => {
  const NEAR = 1.5; // px that letters may lean over the edge of their line
  const LEAST_TARGET = 24, LEAST_BUTTON = 44;
  const seen = (one) => one.checkVisibility({ contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true }) && !one.closest(".unseen, .live:not(.working), .skip:not(:focus)");
  const name = (one) => `<${one.tagName.toLowerCase()} class="${one.className}"> ${(one.textContent || one.value || "").trim().replace(/\s+/g, " ").slice(0, 60)}`;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);

  /** Lines of text: their element and the box of each. */
  function lines() {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest("script, style, noscript, option, title, desc") || !seen(parent)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) found.push({ parent, box });
    }
    return found;
  }

  /** The nearest element around that has a box of its own. */
  function holder(one) {
    while (getComputedStyle(one).display.startsWith("inline") && !getComputedStyle(one).display.includes("-") || getComputedStyle(one).display === "contents") one = one.parentElement;
    return one;
  }

  const ruler = {
    sideways() {
      const { scrollWidth } = document.documentElement;
      if (scrollWidth <= innerWidth) return [];
      const wide = all("body *").filter((one) => !one.closest(".scroll") && one.getBoundingClientRect().right > innerWidth + 0.5);
      return [`scrolls sideways, ${scrollWidth} px of content in ${innerWidth}: ${wide.slice(-2).map(name)}`];
    },

    /** Text that is cut off, leaves its box, or lies on other text. */
    text() {
      const found = [];
      for (const one of all("body *")) {
        const style = getComputedStyle(one);
        if (one.closest(".scroll, textarea, select, input, svg") || style.display === "inline") continue;
        const hidden = (how) => how === "hidden" || how === "clip" || how === "auto" || how === "scroll";
        if (hidden(style.overflowX) && one.scrollWidth > one.clientWidth + NEAR) found.push(`cut off on the right: ${name(one)}`);
        if (hidden(style.overflowY) && style.overflowY !== "auto" && one.scrollHeight > one.clientHeight + NEAR) found.push(`cut off below: ${name(one)}`);
      }
      const every = lines();
      for (const { parent, box } of every) {
        if (parent.closest("svg")) continue;
        const around = holder(parent).getBoundingClientRect();
        const hangs = getComputedStyle(parent).whiteSpaceCollapse === "preserve"; // a space at the end of a line takes room and shows nothing
        if (!hangs && (box.left < around.left - NEAR || box.right > around.right + NEAR)) found.push(`leaves its box sideways: ${name(parent)}`);
        if (box.top < around.top - box.height / 2 || box.bottom > around.bottom + box.height / 2) found.push(`leaves its box: ${name(parent)}`);
      }
      const fixed = (one) => { for (; one; one = one.parentElement) if (getComputedStyle(one).position === "fixed") return true; return false; };
      const still = every.filter(({ parent }) => !fixed(parent)).sort((a, b) => a.box.top - b.box.top);
      still.forEach((one, place) => {
        for (let next = place + 1; next < still.length && still[next].box.top < one.box.bottom; next++) {
          const other = still[next];
          const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
          const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
          if (other.parent !== one.parent && across > 3 && down > Math.min(one.box.height, other.box.height) * 0.45) found.push(`text on text: ${name(one.parent)} and ${name(other.parent)}`);
        }
      });
      return [...new Set(found)];
    },

    /** What is pressed must be large enough for a shaking hand. Links within a sentence may be as high as its line. */
    targets() {
      const found = [];
      for (const one of all("a[href], button, input, select, textarea, summary")) {
        const whole = (one.type === "radio" || one.type === "checkbox") && one.closest(".choice") || one;
        const { width, height } = whole.getBoundingClientRect();
        const inline = one.tagName === "A" && getComputedStyle(one).display === "inline";
        if (!inline && (width < LEAST_TARGET || height < LEAST_TARGET)) found.push(`a target of ${width.toFixed()} by ${height.toFixed()} px: ${name(one)}`);
        if ((one.tagName === "BUTTON" || one.classList.contains("button")) && height < LEAST_BUTTON) found.push(`a button of ${height.toFixed()} px: ${name(one)}`);
      }
      return found;
    },

    headings() {
      const levels = all("h1, h2, h3, h4, h5, h6").map((one) => [Number(one.tagName[1]), one]);
      const tops = levels.filter(([level]) => level === 1).length;
      const found = tops === 1 ? [] : [`${tops} headings of level 1`];
      levels.forEach(([level, one], place) => {
        if (place && level > levels[place - 1][0] + 1) found.push(`a heading of level ${level} under one of level ${levels[place - 1][0]}: ${name(one)}`);
      });
      return found;
    },

    /** Every error belongs to a field that says so: described by it, and marked as wrong. */
    errors() {
      const found = [];
      for (const error of all(".error")) {
        const field = error.id && document.querySelector(`[aria-describedby~="${error.id}"]`);
        if (!field) found.push(`nothing is described by the error: ${name(error)}`);
        else if (!field.matches("[aria-invalid=true]") && !field.querySelector("[aria-invalid=true]")) found.push(`not marked as wrong: ${name(field)}`);
      }
      return found;
    },

    /** Descriptions and labels that point to nothing, and ids that are there twice. */
    dangling() {
      const found = [];
      for (const attribute of ["aria-describedby", "aria-labelledby", "aria-controls", "for"]) {
        for (const one of document.querySelectorAll(`[${attribute}]`)) {
          for (const id of one.getAttribute(attribute).split(/\s+/)) {
            const target = document.getElementById(id);
            if (!target || !target.textContent.trim() && !["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName)) found.push(`${attribute} points to nothing: ${one.outerHTML.slice(0, 100)}`);
          }
        }
      }
      const ids = [...document.querySelectorAll(".infoshare [id]")].map((one) => one.id);
      return found.concat([...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))].map((id) => `the id ${id} is there twice`));
    },

    /** Where the system chooses the colours, edges must still show what can be pressed or filled in, and what is chosen. */
    edges() {
      const found = [];
      for (const one of all(".choice, .tag, .verdict, .errors, .button:not(.plain), input[type=text], input[type=date], textarea, select")) {
        const { borderTopWidth, borderTopStyle, borderTopColor, backgroundColor } = getComputedStyle(one);
        if (parseFloat(borderTopWidth) < 1 || borderTopStyle === "none") found.push(`no edge: ${name(one)}`);
        else if (borderTopColor === backgroundColor) found.push(`an edge of the colour of what is inside: ${name(one)}`);
      }
      for (const one of all(".choice:has(:checked)")) if (parseFloat(getComputedStyle(one).outlineWidth) < 2 || getComputedStyle(one).outlineStyle === "none") found.push(`chosen, and only a colour says so: ${name(one)}`);
      return found;
    },

    /** Nothing may move where the person asked for stillness. */
    motion() {
      const moves = (one) => { const { transitionDuration, animationName } = getComputedStyle(one); return animationName !== "none" || transitionDuration.split(",").some((time) => parseFloat(time) > 0); };
      return all("body *").filter(moves).map((one) => `moves: ${name(one)}`);
    },

    /** On paper: all the words of the page, those of a picture as its list, and nothing of the frame around it. */
    paper() {
      const shown = (one) => one.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true });
      const skipped = "button, .button, .unseen, .buttons, script, style, noscript, option, details:has(svg)";
      const found = [], walker = document.createTreeWalker(document.querySelector("main .main"), NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.data.trim() && !node.parentElement.closest(skipped) && !shown(node.parentElement)) found.push(`not on paper: ${name(node.parentElement)}`);
      }
      for (const one of document.querySelectorAll("nav, .danger, .foot, .skip, .button, .live, .trouble, .lost")) if (shown(one) && one.getBoundingClientRect().width > 1) found.push(`on paper: ${name(one)}`);
      return found;
    },

    /** What the Tab key must reach and did not (see `tab_through`): of a group of radio buttons, one. */
    unreached() {
      const missed = all("a[href], button, input, select, textarea, summary, [tabindex='0']").filter((one) => !("reached" in one.dataset));
      return missed.filter((one) => one.type !== "radio" || !document.querySelector(`[name="${one.name}"][data-reached]`)).map((one) => `the Tab key never comes to ${name(one)}`);
    },
  };
  window.infoshareRuler = ruler;
})();
