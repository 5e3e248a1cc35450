// Draws what a cell or an Output widget shows: a widget, text, HTML, images, SVG, errors. The richest form that is known is taken.

import { Widget } from "@lumino/widgets";

export const VIEW = "application/vnd.jupyter.widget-view+json";
const text = (value) => (Array.isArray(value) ? value.join("") : String(value));

function preformatted(value, className = "") {
  const element = document.createElement("pre");
  if (className) element.className = className;
  element.textContent = text(value).replace(/\x1b\[[\d;]*m/g, ""); // colours of a terminal
  return element;
}

/** Markup of the notebook's own author; Voilà trusts it too. Scripts in it do not run. */
function markup(value) {
  const element = document.createElement("div");
  element.innerHTML = text(value);
  return element;
}

function image(mime, value, { alt = "", width, height } = {}) {
  const element = document.createElement("img");
  element.src = `data:${mime};base64,${text(value).replace(/\s/g, "")}`;
  element.alt = alt;
  if (width) element.width = width;
  if (height) element.height = height;
  return element;
}

const FORMS = [
  ["text/html", (value) => markup(value)],
  ["image/svg+xml", (value) => markup(value)],
  ["image/png", (value, about) => image("image/png", value, about)],
  ["image/jpeg", (value, about) => image("image/jpeg", value, about)],
  ["text/plain", (value) => preformatted(value)],
];

/** A function that draws one output (as nbformat writes it) into an element. */
export function renderer(manager) {
  return async function render(output, host) {
    const data = output.data ?? {};
    if (data[VIEW]) {
      const model = await manager.get_model(data[VIEW].model_id);
      const view = await manager.create_view(model);
      Widget.attach(view.luminoWidget ?? view.pWidget, host);
    } else if (output.output_type === "stream") {
      host.append(preformatted(output.text, output.name));
    } else if (output.output_type === "error") {
      host.append(preformatted(`${output.ename}: ${output.evalue}`, "error"));
    } else {
      const form = FORMS.find(([mime]) => mime in data);
      if (form) host.append(form[1](data[form[0]], output.metadata?.[form[0]]));
    }
  };
}
