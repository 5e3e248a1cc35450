// Draws a page's tree (see blocks.py) and sends what the person does to Python. Text only ever becomes text nodes.

const AUTOSAVE_MS = 500;
const WORKING_MS = 400; // quicker answers need no word
const LOST_MS = 10000;
// Nobody else reads along: a browser may keep what is typed, or send it away to check its spelling, to end sentences or to translate.
const PRIVATE = { autocomplete: "off", spellcheck: "false", autocorrect: "off", writingsuggestions: "false", translate: "no" };
const TYPED = { dir: "auto", translate: "no" }; // a person's own words, read back
let pages = 0; // tells the ids of several widgets in one document apart

/** Make an element. A true attribute is set empty; false, null and "" are left out. Children: nodes, text, arrays. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value || value === 0) element.setAttribute(name, value);
  }
  for (const child of children.flat(Infinity)) if (child !== null && child !== undefined && child !== "") element.append(child);
  return element;
}

const unseen = (text) => make("span", { class: "unseen" }, text);
const wellFormed = (text) => (text.toWellFormed ? text.toWellFormed() : text);

/** Relative addresses and web links only: never a script, and no tel: (leaving the page would end its kernel). */
function safeAddress(href) {
  try {
    return ["http:", "https:"].includes(new URL(href, document.baseURI).protocol) ? href : "#";
  } catch {
    return "#";
  }
}

function dangerBox(tree) {
  const steps = [...tree.steps, tree.consent, tree.after].map((text) => make("li", {}, text));
  return make("section", { "aria-label": tree.title }, make("details", { class: "danger" }, make("summary", {}, tree.title), make("ol", {}, steps)));
}

const SHAPES = new Set(["svg", "g", "rect", "path", "text", "tspan", "title", "desc"]);
const LOOKS = new Set(["class", "viewBox", "role", "x", "y", "width", "height", "rx", "d", "font-size", "data-reason", "data-from", "data-to", "data-room"]);

/** An SVG element from its tag, attributes and inside; nothing that could run or load. */
function shape(tree) {
  if (typeof tree === "string") return tree;
  const [tag, attributes, inside] = tree;
  const element = document.createElementNS("http://www.w3.org/2000/svg", SHAPES.has(tag) ? tag : "g");
  for (const [name, value] of Object.entries(attributes)) if (LOOKS.has(name)) element.setAttribute(name, value);
  element.append(...inside.map(shape));
  return element;
}

/** In a font, or with a spacing, that is wider than any we know: keep each line of a picture inside its box. */
function squeeze(drawing) {
  for (const text of drawing.querySelectorAll("text")) for (const line of text.children) {
    line.removeAttribute("textLength");
    if (line.getComputedTextLength() <= text.dataset.room) continue;
    line.setAttribute("textLength", text.dataset.room);
    line.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}

/** The drawing tools of one screen. `page` gives ids, words and what happens on a press (see `controller`). */
function painter(page) {
  const draw = (tree) => (blocks[tree.block] || (() => make("p", {}, "?")))(tree);
  const all = (trees) => trees.map((tree) => (typeof tree === "string" ? tree : draw(tree)));
  const mainHeading = (text) => make("h1", { tabindex: "-1" }, text);
  const legend = (tree) => make("legend", {}, tree.page_heading ? mainHeading(tree.legend) : tree.legend);
  const fieldClass = (tree) => "field" + (tree.page_heading ? " main-field" : "") + (tree.error ? " wrong" : "");

  function button(tree, type = "button") {
    const hint = tree.hint ? make("span", { class: "hint", id: page.id("hint") }, tree.hint) : null;
    const element = make("button", { type, class: "button " + tree.kind, "aria-describedby": hint && hint.id },
      tree.label, tree.hidden ? unseen(" " + tree.hidden) : null);
    if (type === "button") element.addEventListener("click", () => page.act(tree, element));
    return hint ? make("span", { class: "hinted" }, element, hint) : element;
  }

  /** A titled region. */
  function region(tag, attributes, level, title, ...inside) {
    const heading = make("h" + level, { id: page.id("title") }, title);
    return make(tag, { ...attributes, "aria-labelledby": heading.id }, heading, inside);
  }

  // -- fields: elements that know their path and how to read their value ----------------------------------------

  /** Hint and error of a field, and the ids that describe it. */
  function notes(tree) {
    const hint = tree.hint ? make("p", { class: "hint", id: page.id("hint") }, tree.hint) : null;
    const error = tree.error ? make("p", { class: "error", id: page.id("error") }, unseen(page.words.error_prefix + " "), tree.error) : null;
    return { hint, error, ids: [hint, error].filter(Boolean).map((note) => note.id).join(" ") };
  }

  function field(tree, path, element, read) {
    element.dataset.field = tree.field;
    element.dataset.path = path;
    element.readValue = read;
    return element;
  }

  function choice(tree, path) {
    const { hint, error, ids } = notes(tree);
    const chosen = new Set([].concat(tree.value));
    const name = page.id("choice");
    const inputs = [];
    const answers = tree.options.map((option, place) => {
      const about = option.hint ? make("small", { id: page.id("hint") }, option.hint) : null;
      const input = make("input", {
        type: tree.multiple ? "checkbox" : "radio", name, id: place === 0 ? page.fieldId(path) : page.id("option"),
        "aria-describedby": about && about.id, "aria-invalid": tree.error && "true", "data-focus": path + "=" + option.id,
      });
      input.value = option.id;
      input.checked = chosen.has(option.id);
      input.alone = option.exclusive;
      inputs.push(input);
      return make("div", { class: "choice" + (option.exclusive ? " alone" : "") }, input, make("div", {}, make("label", { for: input.id }, option.label), about));
    });
    const groups = new Map(); // a long list stands under a few words each; what has none stands by itself
    const lines = answers.map((line, place) => {
      const title = tree.options[place].group;
      if (!title || groups.has(title)) return title ? (groups.get(title).append(line), null) : line;
      const words = make("p", { id: page.id("group") }, title);
      groups.set(title, make("div", { class: "group", role: "group", "aria-labelledby": words.id }, words, line));
      return groups.get(title);
    });
    const set = make("fieldset", { class: fieldClass(tree), "aria-describedby": ids }, legend(tree), hint, error, lines);
    set.addEventListener("change", ({ target }) => {
      if (!tree.multiple || !target.checked) return;
      for (const input of inputs) if (input !== target && (target.alone || input.alone)) input.checked = false;
    });
    return field(tree, path, set, () => {
      const values = inputs.filter((input) => input.checked).map((input) => input.value);
      return tree.multiple ? values : values[0] || "";
    });
  }

  /** A label, its notes and one control. */
  function labelled(tree, path, control) {
    const { hint, error, ids } = notes(tree);
    control.id = page.fieldId(path);
    control.dataset.focus = path;
    control.value = tree.value;
    if (ids) control.setAttribute("aria-describedby", ids);
    if (tree.error) control.setAttribute("aria-invalid", "true");
    const label = make("label", { for: control.id }, tree.label);
    const box = make("div", { class: fieldClass(tree) }, tree.page_heading ? mainHeading(label) : label, hint, error, control);
    return field(tree, path, box, () => wellFormed(control.value));
  }

  function select(tree, path) {
    const options = tree.options.map((option) => make("option", {}, option.label));
    options.forEach((option, place) => { option.value = tree.options[place].id; });
    return labelled(tree, path, make("select", {}, options));
  }

  const fields = {
    Choice: choice,
    TextArea: (tree, path) => {
      const area = make("textarea", { rows: tree.rows, dir: "auto", ...PRIVATE });
      area.style.setProperty("--rows", tree.rows); // the browser forgets `rows` where it sizes the field by its content
      return labelled(tree, path, area);
    },
    TextInput: (tree, path) => labelled(tree, path, make("input", { type: tree.kind, dir: tree.kind === "text" && "auto", ...PRIVATE })),
    Select: select,
  };

  /** An editor for a list. Every change draws the rows again from their values, so that numbers and ids stay true. */
  function rows(tree, path) {
    const { hint, error, ids } = notes(tree);
    const list = make("div", { class: "people" });
    const add = make("button", { type: "button", class: "button quiet", id: page.fieldId(path), "data-focus": path }, tree.add_label);
    const box = make("fieldset", { class: fieldClass(tree) + " rows", "aria-describedby": ids }, legend(tree), hint, error, list, add);
    const known = new Set(tree.columns.map((column) => column.field));
    const label = (place) => tree.row_label + " " + (place + 1);
    const cells = (row) => [...row.querySelectorAll("[data-path]")];
    const value = () => [...list.children].map((row) => ({ ...row.kept, ...Object.fromEntries(cells(row).map((cell) => [cell.dataset.field, cell.readValue()])) }));

    function fill(given, problems = []) {
      list.replaceChildren(...given.map((values, place) => {
        const drawn = tree.columns.map((column) => {
          const problem = problems.find((one) => one.row === place && one.field === column.field);
          const cell = { ...column, value: values[column.field] ?? column.value, error: problem ? problem.text : "" };
          return fields[column.block](cell, `${path}[${place}].${column.field}`);
        });
        const remove = make("button", { type: "button", class: "button plain" }, tree.remove_label, unseen(" " + label(place)));
        remove.addEventListener("click", () => {
          fill(value().filter((_, other) => other !== place));
          (list.children[Math.min(place, list.children.length - 1)] || add).focus();
          changed(page.words.row_removed, place);
        });
        const row = make("fieldset", { class: "person", tabindex: "-1" }, make("legend", {}, label(place)), make("div", { class: "cells" }, drawn), remove);
        row.kept = Object.fromEntries(Object.entries(values).filter(([key]) => !known.has(key)));
        return row;
      }));
    }

    function changed(words, place) {
      page.announce(words.replace("{row}", label(place)));
      page.typed(box);
    }

    add.addEventListener("click", () => {
      fill([...value(), {}]);
      list.lastChild.querySelector("input, select, textarea").focus();
      changed(page.words.row_added, list.children.length - 1);
    });
    fill(tree.rows, tree.row_errors);
    return field(tree, path, box, value);
  }

  const blocks = {
    Heading: (tree) => (tree.level === 1 ? mainHeading(tree.text) : make("h" + tree.level, {}, tree.text)),
    Text: (tree) => make("p", { class: tree.tone, ...(tree.tone === "typed" && TYPED) }, tree.text),
    Bullets: (tree) => make(tree.ordered ? "ol" : "ul", {}, all(tree.items).map((item) => make("li", {}, item))),
    Details: (tree) => make("details", { class: "more", open: tree.open }, make("summary", {}, tree.summary), make("div", {}, all(tree.blocks))),
    Warning: (tree) => make("p", { class: "warning" }, make("span", { class: "mark", "aria-hidden": "true" }, "!"),
      make("strong", {}, unseen(page.words.warning + " "), tree.text)),
    Inset: (tree) => make("div", { class: "inset" }, all(tree.blocks)),
    Verdict: (tree) => {
      const section = region("section", { class: "verdict " + tree.tone }, 2, tree.title, all(tree.blocks));
      if (tree.label) section.prepend(make("p", { class: "tag " + tree.tone }, tree.label));
      return section;
    },
    Section: (tree) => make("section", {}, make("h" + tree.level, {}, tree.title), all(tree.blocks)), // no landmark: a page has many
    Cite: (tree) => make("cite", {}, tree.text),
    Tag: (tree) => make("span", { class: "tag " + tree.tone }, tree.text),
    Columns: (tree) => make("div", { class: "columns" }, all(tree.blocks).map((block) => make("div", {}, block))),
    Danger: dangerBox,
    Button: (tree) => button(tree),
    Buttons: (tree) => make("div", { class: "buttons" }, all(tree.items)),
    Link: (tree) => make("a", { href: safeAddress(tree.href), class: tree.kind !== "plain" && "button " + tree.kind }, tree.text),
    Print: (tree) => {
      const element = make("button", { type: "button", class: "button " + tree.kind }, tree.label);
      element.addEventListener("click", () => window.print());
      return element;
    },
    Download: (tree) => button(tree),
    Choice: (tree) => choice(tree, tree.field),
    TextArea: (tree) => fields.TextArea(tree, tree.field),
    TextInput: (tree) => fields.TextInput(tree, tree.field),
    Select: (tree) => select(tree, tree.field),
    Rows: (tree) => rows(tree, tree.field),
    Form: (tree) => {
      const submit = button(tree.submit, "submit");
      const form = make("form", { novalidate: true, "data-form": tree.id }, all(tree.blocks),
        make("div", { class: "buttons" }, submit, tree.buttons.map((one) => button(one))));
      form.addEventListener("submit", (event) => { event.preventDefault(); page.act(tree.submit, form.querySelector("[type=submit]")); });
      form.addEventListener("input", () => page.typed(form));
      form.addEventListener("change", () => page.typed(form));
      return form;
    },
    Errors: (tree) => region("div", { class: "errors", role: "alert", tabindex: "-1" }, 2, tree.title, make("ul", {}, tree.items.map(([text, path]) => {
      const link = make("a", { href: "#" + page.fieldId(path) }, text);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        const target = document.getElementById(page.fieldId(path));
        if (!target) return;
        target.closest(".field").scrollIntoView({ block: "start" });
        target.focus({ preventScroll: true });
      });
      return make("li", {}, link);
    }))),
    Summary: (tree) => make("dl", { class: "summary" }, tree.rows.map((row) => make("div", {},
      make("dt", {}, row.key),
      make("dd", {}, all(row.values).map((part) => (typeof part === "string" ? make("p", { class: "typed", ...TYPED }, part) : part))),
      row.change ? make("dd", { class: "change" }, button({ label: row.change, hidden: row.key, action: row.action, arg: row.arg, kind: "plain" })) : null))),
    Table: (tree) => {
      const caption = make("caption", { id: page.id("caption") }, tree.caption);
      const cell = (content) => (Array.isArray(content) ? all(content) : all([content]));
      const line = (row) => make("tr", {}, row.map((content, place) => make(place ? "td" : "th", { scope: !place && "row", dir: "auto" }, cell(content))));
      const head = make("thead", {}, make("tr", {}, tree.head.map((text) => make("th", { scope: "col" }, text))));
      return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": caption.id },
        make("table", {}, caption, head, make("tbody", {}, tree.rows.map(line))));
    },
    Arguments: (tree) => make("section", { class: "arguments" }, make("h3", {}, tree.title), tree.items.length
      ? make("ul", {}, tree.items.map((item) => make("li", { class: item.outweighed_by && "outweighed" }, make("p", {}, item.number ? item.number + ". " : "", item.text),
        item.rests_on ? make("p", { class: "rests" }, item.rests_on) : null, item.cites.map((text) => make("cite", {}, text)), item.outweighed_by ? make("p", { class: "by" }, item.outweighed_by) : null)))
      : make("p", { class: "hint" }, tree.empty)),
    Drawing: (tree) => {
      const box = make("div", { class: "drawing" }, shape(tree.wide), shape(tree.narrow));
      for (const about of box.querySelectorAll("desc")) {
        about.id = page.id("about");
        about.parentElement.setAttribute("aria-describedby", about.id);
      }
      setTimeout(() => { const around = box.closest("details"); if (around) around.addEventListener("toggle", () => squeeze(box)); });
      return box;
    },
    Wall: (tree) => { // folded where there is no room beside the page
      const heading = make("h2", { id: page.id("title") }, tree.title);
      const strip = make("span", { class: "strip", "aria-hidden": "true" }, tree.items.map((item) => make("i", { class: item.status })));
      const tiles = tree.items.map((item) => make("li", { class: item.status + (item.current ? " current" : ""), "aria-current": item.current && "step" },
        make("details", { class: "tile" }, make("summary", {}, make("b", {}, String(item.number)), make("span", { class: "title" }, item.title, unseen(":")),
          make("span", { class: "state" }, item.label)), make("div", {}, all(item.blocks)))));
      return make("section", { class: "wall", "aria-labelledby": heading.id }, make("details", { class: "fold", open: matchMedia("(min-width: 62rem)").matches },
        make("summary", {}, heading, make("span", { class: "tally" }, tree.tally), strip), make("ol", { role: "list" }, tiles)));
    },
  };
  return { draw, all, mainHeading };
}

/**
 * The steps as entries of the browser's history. An entry holds two numbers: which step it is, and which was the first of this visit
 * (before it lie other pages). Python counts its own steps; `base` is the difference, after a reload in the middle of them.
 */
function browserHistory(onMove) {
  let base = 0, shown = null, first = true;
  const listen = () => onMove();
  const keep = (how, step, floor, href) => history[how]({ step, floor }, "", href);

  /** The person stands on a step now: make the browser stand there, too. */
  function stand(step, address) {
    const there = new URL(address ?? location.href, location.href);
    if (there.origin !== location.origin) return;
    const { step: at, floor } = history.state ?? {};
    const href = there.href, known = at !== undefined;
    if (step === null || step === undefined) {
      if (href !== location.href) history.replaceState(history.state, "", href);
      return;
    }
    if (first) {
      first = false;
      history.scrollRestoration = "manual";
      const same = known && href === location.href;
      const came = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
      base = same && !(came && step > 0) ? at - step : 0;
      shown = step;
      if (!same) keep("replaceState", step, step, href);
      else if (wanted() !== null) onMove(); // the person went back to here from another page, over several steps
      return;
    }
    const to = step + base;
    shown = step;
    if (to === at) { if (href !== location.href) keep("replaceState", at, floor, href); }
    else if (to > at) keep("pushState", to, to === at + 1 ? floor : to, href);
    else if (to >= floor) history.go(to - at);
    else keep("replaceState", to, to, href);
  }

  /** The step that the browser stands on, if it is another than the one that is shown. */
  function wanted() {
    const at = history.state?.step;
    return at === undefined || shown === null || at - base === shown ? null : at - base;
  }

  addEventListener("popstate", listen);
  return { stand, wanted, leave: () => removeEventListener("popstate", listen) };
}

/** Everything about one widget on the page: drawing again, events out, answers in. */
function controller(model, root) { // `model` is another one after a new kernel took over
  const prefix = "infoshare-" + ++pages + "-";
  const framed = document.querySelector("[data-infoshare-frame]") !== null; // the template owns title and address; JupyterLab does not
  const live = make("div", { role: "status", class: "live" });
  const trouble = make("div", { role: "alert", class: "trouble" });
  const body = make("div", { class: "body" });
  const saves = new Map(); // form id -> timer of an autosave still to be sent
  const unanswered = new Map(); // number of an event -> timer
  const typings = new Map(); // form id -> number of its last autosave
  const touched = new Set(); // ids of the forms on the screen that the person typed into
  const way = framed ? browserHistory(() => root.dispatchEvent(new CustomEvent("infoshare:moved"))) : null;
  let ids = 0, sent = 0, key = null, pressed = null, press = 0, word = 0, left = null;

  const page = {
    words: model.get("words"),
    id: (kind) => prefix + kind + "-" + ++ids,
    fieldId: (path) => prefix + "field-" + path.replace(/[^\w-]/g, (letter) => "_" + letter.charCodeAt(0) + "_"),
    announce(text, after = 50) { // emptied first, so that the same words are said again
      clearTimeout(word);
      live.textContent = "";
      if (text) word = setTimeout(() => { live.textContent = text; }, after);
    },
    act(tree, element) {
      if (pressed || !document.dispatchEvent(new CustomEvent("infoshare:acting", { cancelable: true }))) return;
      const form = element.closest("form[data-form]");
      if (form) forget(form.dataset.form);
      flush();
      pressed = element;
      element.setAttribute("aria-disabled", "true");
      live.classList.add("working");
      page.announce(page.words.working, WORKING_MS);
      press = send(tree.action, tree.arg, form);
    },
    typed(element) {
      const form = element.closest("form[data-form]");
      if (!form) return;
      const id = form.dataset.form;
      forget(id);
      touched.add(id);
      saves.set(id, setTimeout(() => save(id), AUTOSAVE_MS));
    },
  };

  const formOf = (id) => [...body.querySelectorAll("form[data-form]")].find((form) => form.dataset.form === id);
  const valuesOf = (form) => Object.fromEntries([...form.querySelectorAll("[data-path]")]
    .filter((part) => !part.closest(".person")).map((part) => [part.dataset.field, part.readValue()]));

  function send(event, arg, form, values = form ? valuesOf(form) : {}) {
    const seq = ++sent;
    unanswered.set(seq, setTimeout(lost, LOST_MS));
    try {
      model.send({ event, arg, values, form: form ? form.dataset.form : "", key, seq });
    } catch { // the connection has been given up: what is in the fields is carried over when the person goes on
      lost();
    }
    return seq;
  }

  function forget(id) {
    clearTimeout(saves.get(id));
    saves.delete(id);
  }

  function save(id) {
    forget(id);
    const form = formOf(id);
    if (form) typings.set(id, send("typing", id, form));
  }

  function flush() {
    for (const id of [...saves.keys()]) save(id);
  }

  function release() {
    if (pressed) pressed.removeAttribute("aria-disabled");
    pressed = null;
    if (live.classList.contains("working")) page.announce("");
    live.classList.remove("working");
  }

  function complain(text) {
    release();
    trouble.replaceChildren(...(text ? [make("p", {}, text)] : []));
    if (text) trouble.scrollIntoView({ block: "nearest" });
  }

  function lost() {
    complain(page.words.slow);
    document.dispatchEvent(new CustomEvent("infoshare:lost"));
  }

  function answered(seq) {
    for (const [one, timer] of unanswered) if (one <= seq) { clearTimeout(timer); unanswered.delete(one); }
    if (unanswered.size) return;
    release();
    if (trouble.textContent === page.words.slow) complain("");
    document.dispatchEvent(new CustomEvent("infoshare:answered"));
  }

  /** What was typed after the event that this view answers is newer than the view: put it into the tree. */
  function keepTyped(tree) {
    const newer = new Set([...saves.keys(), ...[...typings.keys()].filter((id) => typings.get(id) > tree.answers)]);
    const into = (values) => (block) => block && block.field in values
      ? { ...block, [block.block === "Rows" ? "rows" : "value"]: values[block.field] } : inside(block, into(values));
    const inside = (block, change) => block && block.blocks ? { ...block, blocks: block.blocks.map(change) } : block;
    const visit = (block) => {
      const form = block && block.block === "Form" && newer.has(block.id) && formOf(block.id);
      return form ? inside(block, into(valuesOf(form))) : inside(block, visit);
    };
    return inside(tree, visit);
  }

  /** Where the reader is: the focused control, its caret, the scroll, and which details are open. */
  function place(focused = document.activeElement) {
    const at = body.contains(focused) ? focused : null;
    const caret = at && (at.tagName === "TEXTAREA" || at.type === "text");
    return {
      focus: at && at.dataset.focus, button: at && at.tagName === "BUTTON" && at.textContent,
      caret: caret && [at.selectionStart, at.selectionEnd, at.selectionDirection],
      areas: [...body.querySelectorAll("textarea")].map((area) => [area.dataset.focus, area.scrollTop, area.style.height]),
      details: [...body.querySelectorAll("details")].map((one) => [one.firstChild.textContent, one.open]),
      scroll: [scrollX, scrollY],
    };
  }

  function restore(was) {
    const find = (name) => [...body.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === name);
    const left = [...was.details];
    for (const one of body.querySelectorAll("details")) {
      const known = left.findIndex(([summary]) => summary === one.firstChild.textContent);
      if (known >= 0) one.open = left.splice(known, 1)[0][1];
    }
    for (const [name, top, height] of was.areas) {
      const area = find(name);
      if (area) { area.style.height = height; area.scrollTop = top; }
    }
    const at = was.focus ? find(was.focus) : was.button && [...body.querySelectorAll("button")].find((one) => one.textContent === was.button);
    if (at) at.focus({ preventScroll: true });
    if (at && was.caret) at.setSelectionRange(...was.caret);
    scrollTo(...was.scroll);
  }

  function show() {
    let tree = model.get("view");
    if (!tree || !tree.block) return;
    const first = key === null, again = tree.key === key;
    const was = again ? place() : null;
    if (again) tree = keepTyped(tree);
    else {
      for (const id of [...saves.keys()]) forget(id);
      touched.clear();
    }
    key = tree.key;
    page.words = model.get("words");
    ids = 0;
    const { draw, all, mainHeading } = painter(page);
    const errors = tree.errors && tree.errors.items.length ? draw(tree.errors) : null;
    const main = make("div", { class: "main" }, errors, tree.caption ? make("p", { class: "caption" }, tree.caption) : null,
      tree.draws_h1 ? mainHeading(tree.title) : null, all(tree.blocks));
    const side = tree.aside.length ? make("aside", { class: "side", "aria-label": tree.aside_label }, all(tree.aside)) : null;
    const danger = tree.danger && !framed ? dangerBox(tree.danger) : null;
    body.replaceChildren(...[danger, make("div", { class: "page" + (side ? " two" : "") }, main, side)].filter(Boolean));
    complain("");
    if (framed) {
      document.title = (errors ? page.words.error_prefix + " " : "") + tree.title + " · infoshare";
      way.stand(tree.step, tree.address);
    }
    root.dataset.saved = tree.saved; // for the frame: what it may promise when the kernel is lost
    document.dispatchEvent(new CustomEvent("infoshare:drawn"));
    if (errors && (!again || tree.answers === press)) errors.focus(); // not when an autosave is answered: the person is typing
    else if (again) restore(was);
    else if (!first) {
      if (framed) scrollTo(0, 0);
      else root.scrollIntoView({ block: "start" });
      const h1 = main.querySelector("h1");
      if (h1) h1.focus({ preventScroll: true });
    }
    page.announce(tree.announce || (first ? tree.title : ""));
  }

  /** The browser's own back or forward button was pressed. */
  function moved() {
    const step = way.wanted();
    if (step === null) return;
    if (step < 0) { location.reload(); return; } // a step from before this page was opened: its address leads there
    flush();
    press = send("visit", step);
  }

  /** A new kernel took over. It knows what was saved; what is in the fields may be newer. */
  function resume({ detail: next }) {
    for (const timer of unanswered.values()) clearTimeout(timer);
    unanswered.clear();
    release();
    model.off("change:view", show);
    model.off("msg:custom", receive);
    model = next;
    model.on("change:view", show);
    model.on("msg:custom", receive);
    const kept = [...touched].filter(formOf).map((id) => [id, valuesOf(formOf(id))]);
    const before = key;
    for (const [id] of kept) { forget(id); saves.set(id, 0); } // newer than the view
    show();
    for (const [id, values] of kept) {
      forget(id);
      typings.set(id, send("typing", id, formOf(id), values));
      if (key === before) touched.add(id);
    }
    if (left && key === before && !body.contains(document.activeElement)) {
      restore({ ...place(), focus: left.focus, button: left.button, caret: left.caret });
    }
    if (!body.contains(document.activeElement)) body.querySelector("h1")?.focus({ preventScroll: true });
    page.announce(page.words.resumed);
  }

  function receive(message) {
    if (message.answered) answered(message.answered);
    if (message.failed) complain(page.words.failed);
    if (message.download) download(message.download);
  }

  function download({ name, mime, content }) {
    const address = URL.createObjectURL(new Blob([content], { type: mime }));
    const link = make("a", { href: address, download: name });
    body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  const whenHidden = () => { if (document.visibilityState === "hidden") flush(); };
  root.append(live, trouble, body);
  model.on("change:view", show);
  model.on("msg:custom", receive);
  body.addEventListener("focusout", ({ target }) => { left = place(target); });
  root.addEventListener("infoshare:resumed", resume); // from the front end's main.js
  root.addEventListener("infoshare:moved", moved);
  addEventListener("pagehide", flush);
  document.addEventListener("infoshare:leaving", flush); // from frame.js, before Voilà closes the connection
  document.addEventListener("visibilitychange", whenHidden);
  show();
  return () => {
    flush();
    way?.leave();
    model.off("change:view", show);
    model.off("msg:custom", receive);
    removeEventListener("pagehide", flush);
    document.removeEventListener("infoshare:leaving", flush);
    document.removeEventListener("visibilitychange", whenHidden);
  };
}

export default {
  render({ model, el }) {
    const root = make("div", { class: "infoshare" });
    el.append(root);
    return controller(model, root);
  },
};
