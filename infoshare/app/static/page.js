// Draws a page's tree (see blocks.py) and sends what the person does to Python. Text only ever becomes text nodes.

const AUTOSAVE_MS = 500;
const LOST_MS = 10000;
let pages = 0; // tells the ids of several widgets in one document apart

/** Make an element. A true attribute is set empty; false, null and "" are left out. Children: nodes, text, arrays. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined && value !== "") element.setAttribute(name, value);
  }
  for (const child of children.flat(Infinity)) if (child !== null && child !== "") element.append(child);
  return element;
}

const hidden = (text) => make("span", { class: "unseen" }, " " + text);

/** One screen's drawing tools. `page` is the controller below: ids, events, words. */
function painter(page) {
  const all = (blocks) => (blocks || []).map((block) => (typeof block === "string" ? block : draw(block)));
  const draw = (tree) => (blocks[tree.block] || unknown)(tree);
  const unknown = (tree) => make("p", {}, String(tree.block));
  const heading = (level, text, attributes) => make("h" + level, attributes, text);
  const mainHeading = (text) => heading(1, text, { tabindex: "-1" });

  function button(tree, type = "button") {
    const hint = tree.hint ? make("span", { class: "hint", id: page.id("hint") }, tree.hint) : null;
    const element = make("button", { type, class: "button " + tree.kind, "aria-describedby": hint && hint.id }, tree.label, tree.hidden ? hidden(tree.hidden) : null);
    if (type === "button") element.addEventListener("click", () => page.act(tree, element));
    return hint ? make("span", { class: "hinted" }, element, hint) : element;
  }

  // -- fields: each returns an element that knows its field and how to read its value ----------------------------

  /** Hint and error of a field, and the ids that describe it. */
  function notes(tree) {
    const hint = tree.hint ? make("p", { class: "hint", id: page.id("hint") }, tree.hint) : null;
    const error = tree.error
      ? make("p", { class: "error", id: page.id("error") }, make("span", { class: "unseen" }, page.words.error_prefix + " "), tree.error)
      : null;
    return { hint, error, ids: [hint, error].filter(Boolean).map((note) => note.id).join(" ") };
  }

  function field(tree, path, element, read) {
    if (tree.error) element.classList.add("wrong");
    element.setAttribute("data-field", tree.field);
    element.dataset.path = path;
    element.readValue = read;
    return element;
  }

  function choice(tree, path) {
    const { hint, error, ids } = notes(tree);
    const chosen = new Set([].concat(tree.value || []));
    const name = page.id("choice");
    const exclusive = new Set(tree.options.filter((option) => option.exclusive).map((option) => option.id));
    const labels = tree.options.map((option, place) => {
      const about = option.hint ? make("small", { id: page.id("hint") }, option.hint) : null;
      const input = make("input", {
        type: tree.multiple ? "checkbox" : "radio", name, value: option.id, id: place === 0 ? page.fieldId(path) : page.id("option"),
        "aria-describedby": about && about.id,
        "data-focus": path + "=" + option.id,
      });
      input.checked = chosen.has(option.id);
      const text = make("label", { for: input.id }, option.label);
      const row = make("div", { class: "choice" + (tree.multiple ? " many" : "") }, input, make("div", {}, text, about));
      row.addEventListener("click", (event) => { if (event.target !== input && event.target !== text) input.click(); });
      return row;
    });
    const inputs = labels.map((label) => label.querySelector("input"));
    const legend = make("legend", {}, tree.page_heading ? mainHeading(tree.legend) : tree.legend);
    const set = make("fieldset", { class: "field" + (tree.page_heading ? " main" : ""), "aria-describedby": ids, "aria-invalid": null }, legend, hint, error, labels);
    if (tree.error) for (const input of inputs) input.setAttribute("aria-invalid", "true");
    set.addEventListener("change", (event) => {
      if (!tree.multiple || !event.target.checked) return;
      const alone = exclusive.has(event.target.value);
      for (const input of inputs) if (input !== event.target && (alone || exclusive.has(input.value))) input.checked = false;
    });
    return field(tree, path, set, () => {
      const values = inputs.filter((input) => input.checked).map((input) => input.value);
      return tree.multiple ? values : values[0] || "";
    });
  }

  /** A label, its notes and one control. */
  function labelled(tree, path, control) {
    const { hint, error, ids } = notes(tree);
    if (ids) control.setAttribute("aria-describedby", ids);
    if (tree.error) control.setAttribute("aria-invalid", "true");
    control.id = page.fieldId(path);
    control.setAttribute("data-focus", path);
    const label = make("label", { for: control.id }, tree.label);
    const title = tree.page_heading ? make("h1", { tabindex: "-1" }, label) : label;
    return field(tree, path, make("div", { class: "field" + (tree.page_heading ? " main" : "") }, title, hint, error, control), () => control.value);
  }

  function textArea(tree, path) {
    const control = make("textarea", { rows: tree.rows, dir: "auto", autocomplete: "off" });
    control.value = tree.value;
    return labelled(tree, path, control);
  }

  function textInput(tree, path) {
    const control = make("input", { type: tree.kind, dir: tree.kind === "text" && "auto", autocomplete: "off" });
    control.value = tree.value;
    return labelled(tree, path, control);
  }

  function select(tree, path) {
    const control = make("select", {}, tree.options.map((option) => make("option", { value: option.id }, option.label)));
    for (const [place, option] of tree.options.entries()) control.options[place].value = option.id;
    control.value = tree.value;
    return labelled(tree, path, control);
  }

  const fields = { Choice: choice, TextArea: textArea, TextInput: textInput, Select: select };

  function rows(tree, path) {
    const { hint, error, ids } = notes(tree);
    const legend = make("legend", {}, tree.page_heading ? mainHeading(tree.legend) : tree.legend);
    const list = make("div", { class: "people" });
    const add = make("button", { type: "button", class: "button quiet", id: page.fieldId(path), "data-focus": path }, tree.add_label);
    const box = make("fieldset", { class: "field rows" + (tree.page_heading ? " main" : ""), "aria-describedby": ids }, legend, hint, error, list, add);

    const draft = (given) => {
      const kept = Object.fromEntries(Object.entries(given).filter(([key]) => !tree.columns.some((column) => column.field === key)));
      return { kept, given };
    };
    const value = () => [...list.children].map((row) => ({
      ...row.kept, ...Object.fromEntries([...row.querySelectorAll("[data-path]")].map((part) => [part.dataset.field, part.readValue()])),
    }));
    const label = (place) => tree.row_label + " " + (place + 1);
    const fill = (people, problems = []) => {
      list.replaceChildren(...people.map((given, place) => {
        const { kept } = draft(given);
        const cells = tree.columns.map((column) => {
          const problem = problems.find((one) => one.row === place && one.field === column.field);
          const cell = { ...column, value: column.field in given ? given[column.field] : column.value, error: problem ? problem.text : "" };
          return fields[column.block](cell, path + "[" + place + "]." + column.field);
        });
        const remove = make("button", { type: "button", class: "button plain" }, tree.remove_label, hidden(label(place)));
        remove.addEventListener("click", () => {
          const left = value();
          left.splice(place, 1);
          fill(left);
          focusOn(list.children[Math.min(place, left.length - 1)] || add);
          page.announce(page.words.row_removed.replace("{row}", label(place)));
          page.typed(box);
        });
        const row = make("fieldset", { class: "person", tabindex: "-1" }, make("legend", {}, label(place)), cells, remove);
        row.kept = kept;
        return row;
      }));
    };
    add.addEventListener("click", () => {
      fill([...value(), {}]);
      list.lastChild.querySelector("input, select, textarea").focus();
      page.announce(page.words.row_added.replace("{row}", label(list.children.length - 1)));
      page.typed(box);
    });
    fill(tree.rows, tree.row_errors);
    return field(tree, path, box, value);
  }

  const blocks = {
    Heading: (tree) => (tree.level === 1 ? mainHeading(tree.text) : heading(tree.level, tree.text)),
    Text: (tree) => make("p", { class: tree.tone === "body" ? "" : tree.tone, dir: tree.tone === "typed" && "auto" }, tree.text),
    Bullets: (tree) => make(tree.ordered ? "ol" : "ul", {}, all(tree.items).map((item) => make("li", {}, item))),
    Details: (tree) => make("details", { class: "more", open: tree.open, "data-summary": tree.summary }, make("summary", {}, tree.summary), make("div", {}, all(tree.blocks))),
    Warning: (tree) => make("p", { class: "warning" }, make("span", { class: "mark", "aria-hidden": "true" }, "!"), make("strong", {}, make("span", { class: "unseen" }, page.words.warning + " "), tree.text)),
    Inset: (tree) => make("div", { class: "inset" }, all(tree.blocks)),
    Verdict: (tree) => {
      const title = heading(2, tree.title, { id: page.id("title") });
      return make("section", { class: "verdict " + tree.tone, "aria-labelledby": title.id }, tree.label ? make("p", { class: "tag " + tree.tone }, tree.label) : null, title, all(tree.blocks));
    },
    Section: (tree) => {
      const title = heading(tree.level, tree.title, { id: page.id("title") });
      return make("section", { "aria-labelledby": title.id }, title, all(tree.blocks));
    },
    Cite: (tree) => make("cite", {}, tree.text),
    Tag: (tree) => make("span", { class: "tag " + tree.tone }, tree.text),
    Columns: (tree) => make("div", { class: "columns" }, all(tree.blocks).map((block) => make("div", {}, block))),
    Danger: (tree) => dangerBox(tree),
    Button: (tree) => button(tree),
    Buttons: (tree) => make("div", { class: "buttons" }, all(tree.items)),
    Link: (tree) => make("a", { href: safeAddress(tree.href), class: tree.kind === "plain" ? "" : "button " + tree.kind }, tree.text),
    Print: (tree) => {
      const element = make("button", { type: "button", class: "button " + tree.kind }, tree.label);
      element.addEventListener("click", () => window.print());
      return element;
    },
    Download: (tree) => button(tree),
    Choice: (tree) => choice(tree, tree.field),
    TextArea: (tree) => textArea(tree, tree.field),
    TextInput: (tree) => textInput(tree, tree.field),
    Select: (tree) => select(tree, tree.field),
    Rows: (tree) => rows(tree, tree.field),
    Form: (tree) => {
      const form = make("form", { novalidate: true, "data-form": tree.id }, all(tree.blocks), make("div", { class: "buttons" }, button(tree.submit, "submit"), (tree.buttons || []).map((one) => button(one))));
      form.addEventListener("submit", (event) => { event.preventDefault(); page.act(tree.submit, form.querySelector("button[type=submit]")); });
      form.addEventListener("input", () => page.typed(form));
      form.addEventListener("change", () => page.typed(form));
      return form;
    },
    Errors: (tree) => {
      const title = heading(2, tree.title, { id: page.id("title") });
      const links = tree.items.map(([text, path]) => {
        const link = make("a", { href: "#" + page.fieldId(path) }, text);
        link.addEventListener("click", (event) => {
          event.preventDefault();
          const target = document.getElementById(page.fieldId(path));
          if (target) { focusOn(target); (target.closest(".field") || target).scrollIntoView({ block: "start" }); }
        });
        return make("li", {}, link);
      });
      return make("div", { class: "errors", role: "alert", tabindex: "-1", "aria-labelledby": title.id }, title, make("ul", {}, links));
    },
    Summary: (tree) => make("dl", { class: "summary" }, tree.rows.map((row) => make("div", {},
      make("dt", {}, row.key),
      make("dd", {}, all(row.values).map((part) => (typeof part === "string" ? make("p", { class: "typed", dir: "auto" }, part) : part))),
      row.change ? make("dd", { class: "change" }, button({ label: row.change, hidden: row.key, action: row.action, arg: row.arg, kind: "plain" })) : null,
    ))),
    Table: (tree) => {
      const caption = make("caption", { id: page.id("caption") }, tree.caption);
      const cell = (content) => (Array.isArray(content) ? all(content) : typeof content === "string" ? content : draw(content));
      const body = tree.rows.map((row) => make("tr", {}, row.map((content, place) =>
        place === 0 ? make("th", { scope: "row", dir: "auto" }, cell(content)) : make("td", { dir: "auto" }, cell(content)))));
      const table = make("table", {}, caption, make("thead", {}, make("tr", {}, tree.head.map((text) => make("th", { scope: "col" }, text)))), make("tbody", {}, body));
      return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": caption.id }, table);
    },
    Arguments: (tree) => make("section", { class: "arguments" }, heading(3, tree.title),
      tree.items.length ? make("ul", {}, tree.items.map((item) => make("li", { class: item.outweighed_by ? "outweighed" : "" },
        make("p", {}, item.text), item.cites.map((text) => make("cite", {}, text)),
        item.outweighed_by ? make("p", { class: "by" }, item.outweighed_by) : null))) : make("p", { class: "hint" }, tree.empty)),
    Wall: (tree) => {
      const title = heading(2, tree.title, { id: page.id("title") });
      return make("section", { class: "wall", "aria-labelledby": title.id }, title, make("ol", { role: "list" }, tree.items.map((item) =>
        make("li", { class: item.status }, make("b", {}, String(item.number)), make("span", {}, item.title), make("span", { class: "state" }, item.label)))));
    },
  };
  return { draw, all, mainHeading };
}

/** Relative addresses and web links only: never a script. */
function safeAddress(href) {
  try {
    return ["http:", "https:", "tel:", "mailto:"].includes(new URL(href, document.baseURI).protocol) ? href : "#";
  } catch {
    return "#";
  }
}

function dangerBox(tree) {
  const steps = make("ol", {}, [...tree.steps, tree.consent, tree.after].map((text) => make("li", {}, text)));
  return make("details", { class: "danger" }, make("summary", {}, tree.title), steps);
}

function focusOn(element) {
  if (!element.matches("a, button, input, select, textarea, [tabindex]")) element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: false });
}

/** Everything about one widget on the page: drawing again, events out, answers in. */
function controller(model, root) {
  const prefix = "infoshare-" + ++pages + "-";
  const live = make("div", { role: "status", "aria-live": "polite", class: "unseen" });
  const trouble = make("div", { class: "trouble", role: "alert" });
  const body = make("div", { class: "body" });
  const saves = new Map(); // form id -> timer of an autosave not sent yet
  const waiting = new Map(); // seq -> timer of an event without an answer
  let counter = 0, seq = 0, key = null, busy = null;

  const page = {
    words: model.get("words"),
    id: (kind) => prefix + kind + "-" + ++counter,
    fieldId: (path) => prefix + "field-" + path.replace(/[^\w-]/g, (letter) => "_" + letter.charCodeAt(0) + "_"),
    announce(text) {
      live.textContent = "";
      if (text) setTimeout(() => { live.textContent = text; }, 50); // a change, even when the words are the same again
    },
    /** A button was pressed: send it once, with the values of its form. */
    act(tree, element) {
      if (busy) return;
      const form = element.closest("form[data-form]");
      if (form) clearTimeout(saves.get(form.dataset.form)), saves.delete(form.dataset.form);
      for (const other of [...saves.keys()]) save(other);
      busy = element;
      element.setAttribute("aria-disabled", "true");
      root.setAttribute("aria-busy", "true");
      page.announce(page.words.working);
      send(tree.action, tree.arg, form, true);
    },
    /** Something was typed or chosen: save it after a short rest. */
    typed(element) {
      const form = element.closest("form[data-form]");
      if (!form) return;
      clearTimeout(saves.get(form.dataset.form));
      saves.set(form.dataset.form, setTimeout(() => save(form.dataset.form), AUTOSAVE_MS));
    },
  };

  const formOf = (id) => [...body.querySelectorAll("form[data-form]")].find((form) => form.dataset.form === id);
  const values = (form) => form ? Object.fromEntries([...form.querySelectorAll("[data-path]")]
    .filter((part) => !part.closest(".person")).map((part) => [part.dataset.field, part.readValue()])) : {};

  function send(event, arg, form, loud) {
    const number = ++seq;
    waiting.set(number, setTimeout(() => unanswered(loud), LOST_MS));
    model.send({ event, arg, values: values(form), form: form ? form.dataset.form : "", key, seq: number });
  }

  function save(id) {
    clearTimeout(saves.get(id));
    saves.delete(id);
    const form = formOf(id);
    if (form) send("typing", id, form, false);
  }

  const flush = () => { for (const id of [...saves.keys()]) save(id); };

  function ready() {
    if (busy) busy.removeAttribute("aria-disabled");
    busy = null;
    root.removeAttribute("aria-busy");
    if (live.textContent === page.words.working) live.textContent = "";
  }

  function complain(text) {
    ready();
    page.announce("");
    trouble.replaceChildren(make("p", {}, text));
    if (text) trouble.scrollIntoView({ block: "nearest" });
  }

  function unanswered() {
    complain(page.words.slow);
    document.dispatchEvent(new CustomEvent("infoshare:lost"));
  }

  function answered(number) {
    for (const [one, timer] of waiting) if (one <= number) clearTimeout(timer), waiting.delete(one);
    if (waiting.size === 0) ready();
    document.dispatchEvent(new CustomEvent("infoshare:answered"));
  }

  /** Where the reader is: the focused control, its caret, scroll and which details are open. */
  function place() {
    const at = document.activeElement;
    const inside = body.contains(at);
    return {
      focus: inside ? at.dataset.focus || null : null,
      text: inside && at.tagName === "BUTTON" ? at.textContent : null,
      caret: inside && /^(TEXTAREA|INPUT)$/.test(at.tagName) && at.type !== "date" && at.selectionStart !== null ? [at.selectionStart, at.selectionEnd, at.selectionDirection] : null,
      tops: new Map([...body.querySelectorAll("textarea")].map((area) => [area.dataset.focus, [area.scrollTop, area.style.height]])),
      open: new Map([...body.querySelectorAll("details")].map((one) => [one.dataset.summary, one.open])),
      scroll: [scroller.scrollLeft, scroller.scrollTop],
    };
  }

  function restore(was) {
    for (const one of body.querySelectorAll("details")) if (was.open.has(one.dataset.summary)) one.open = was.open.get(one.dataset.summary);
    for (const area of body.querySelectorAll("textarea")) {
      const [top, height] = was.tops.get(area.dataset.focus) || [0, ""];
      area.style.height = height;
      area.scrollTop = top;
    }
    const at = was.focus ? [...body.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === was.focus)
      : was.text ? [...body.querySelectorAll("button")].find((one) => one.textContent === was.text) : null;
    if (at) {
      at.focus({ preventScroll: true });
      if (was.caret) at.setSelectionRange(...was.caret);
    }
    scroller.scrollTo(...was.scroll);
  }

  const scroller = document.scrollingElement || document.documentElement;

  function show() {
    const tree = model.get("view");
    if (!tree || !tree.block) return;
    const again = tree.key === key;
    const was = again ? place() : null;
    if (!again) { for (const timer of saves.values()) clearTimeout(timer); saves.clear(); }
    const unsaved = again ? [...saves.keys()].map((id) => [id, formOf(id)]) : [];
    const typedSince = new Map(unsaved.filter(([, form]) => form).map(([id, form]) => [id, form]));
    counter = 0;
    trouble.replaceChildren();
    page.words = model.get("words");
    const { draw, all, mainHeading } = painter(page);
    const errors = tree.errors && tree.errors.items.length ? draw(tree.errors) : null;
    const main = make("div", { class: "main" }, errors, tree.caption ? make("p", { class: "caption" }, tree.caption) : null,
      tree.draws_h1 ? mainHeading(tree.title) : null, all(tree.blocks));
    const aside = tree.aside.length ? make("aside", { class: "side", "aria-label": tree.aside_label }, all(tree.aside)) : null;
    const framed = document.querySelector("[data-infoshare-frame]");
    body.replaceChildren(...[tree.danger && !framed ? dangerBox(tree.danger) : null, make("div", { class: "page" + (aside ? " two" : "") }, main, aside)].filter(Boolean));
    for (const [id, old] of typedSince) { const form = formOf(id); if (form) keepTyped(old, form); }
    const first = key === null;
    key = tree.key;
    document.title = (errors ? page.words.error_prefix + " " : "") + tree.title + " · infoshare";
    if (tree.address !== null) history.replaceState(history.state, "", relative(tree.address));
    document.dispatchEvent(new CustomEvent("infoshare:drawn"));
    if (errors) errors.focus();
    else if (again) restore(was);
    else {
      const h1 = main.querySelector("h1");
      if (h1 && (!first || !framed)) h1.focus({ preventScroll: true });
      if (!first) (framed ? window.scrollTo(0, 0) : root.scrollIntoView({ block: "start" }));
    }
    ready();
    page.announce(tree.announce);
  }

  /** Words typed after the autosave that this view answers are newer than the view: keep them. */
  function keepTyped(old, form) {
    for (const control of old.querySelectorAll("textarea, input[type=text], input[type=date], select")) {
      const now = [...form.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === control.dataset.focus);
      if (now) now.value = control.value;
    }
    for (const control of old.querySelectorAll("input[type=radio], input[type=checkbox]")) {
      const now = [...form.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === control.dataset.focus);
      if (now) now.checked = control.checked;
    }
  }

  function relative(address) {
    const there = new URL(address, location.href);
    return there.origin === location.origin ? there.pathname + there.search + there.hash : location.href;
  }

  function save_file({ name, mime, content }) {
    const address = URL.createObjectURL(new Blob([content], { type: mime }));
    const link = make("a", { href: address, download: name });
    root.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  function receive(message) {
    if (message.download) save_file(message.download);
    if (message.failed) complain(page.words.failed);
    if (message.answered) answered(message.answered);
  }

  const whenHidden = () => { if (document.visibilityState === "hidden") flush(); };
  root.append(live, trouble, body);
  model.on("change:view", show);
  model.on("msg:custom", receive);
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", whenHidden);
  show();
  return () => {
    flush();
    model.off("change:view", show);
    model.off("msg:custom", receive);
    removeEventListener("pagehide", flush);
    document.removeEventListener("visibilitychange", whenHidden);
  };
}

function render({ model, el }) {
  const root = make("div", { class: "infoshare" });
  el.append(root);
  return controller(model, root);
}

export default { render };
