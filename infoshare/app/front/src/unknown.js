// What stands in for a widget that this front end cannot show: a message that names it and says what can be done.

import { DOMWidgetModel, DOMWidgetView } from "@jupyter-widgets/base";

/** A model or view class for a widget that nobody here knows. */
export function unknown(className, source) {
  if (className.endsWith("Model")) return UnknownModel;
  return class UnknownView extends DOMWidgetView {
    render() {
      super.render();
      const words = document.getElementById("page")?.dataset;
      const note = document.createElement("p");
      note.setAttribute("role", "note");
      note.textContent = (words?.unknownWidget ?? "{name}").replace("{name}", `${className} (${source})`);
      this.el.append(note);
    }
  };
}

/** Keeps whatever state the kernel sends, so that other widgets can still refer to it. */
class UnknownModel extends DOMWidgetModel {}
