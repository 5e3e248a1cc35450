// The Output widget: takes what the kernel prints while its context is open, keeps it, and draws it.

import { DOMWidgetModel, DOMWidgetView } from "@jupyter-widgets/base";
import { renderer } from "./render.js";

const KINDS = new Set(["stream", "display_data", "execute_result", "error", "clear_output", "update_display_data"]);

export class OutputModel extends DOMWidgetModel {
  defaults() {
    return {
      ...super.defaults(),
      _model_name: "OutputModel", _view_name: "OutputView",
      _model_module: "@jupyter-widgets/output", _view_module: "@jupyter-widgets/output",
      msg_id: "", outputs: [],
    };
  }

  initialize(attributes, options) {
    super.initialize(attributes, options);
    this.kernel = options.widget_manager.kernel;
    this.waiting = false; // for the next output, before what is there is cleared
    this.taken = null;
    this.hook = (message) => this.take(message);
    this.listenTo(this, "change:msg_id", this.listen);
    this.listen();
  }

  /** Take the messages that answer one request, in place of whoever else would show them. */
  listen() {
    if (this.taken) this.kernel.removeMessageHook(this.taken, this.hook);
    this.taken = this.get("msg_id") || null;
    if (this.taken) this.kernel.registerMessageHook(this.taken, this.hook);
  }

  take({ header: { msg_type: kind }, content }) {
    if (!KINDS.has(kind)) return true;
    if (kind === "clear_output") {
      this.waiting = content.wait;
      if (!content.wait) this.keep([]);
    } else if (kind !== "update_display_data") {
      const before = this.waiting ? [] : this.get("outputs");
      this.waiting = false;
      const last = before.at(-1);
      const more = last?.output_type === "stream" && kind === "stream" && last.name === content.name;
      this.keep(more ? [...before.slice(0, -1), { ...last, text: last.text + content.text }] : [...before, { output_type: kind, ...content }]);
    }
    return false;
  }

  keep(outputs) {
    this.set("outputs", outputs);
    this.save_changes();
  }
}

export class OutputView extends DOMWidgetView {
  render() {
    super.render();
    this.el.classList.add("output");
    this.draw = renderer(this.model.widget_manager);
    this.listenTo(this.model, "change:outputs", this.redraw);
    return this.redraw();
  }

  async redraw() {
    const outputs = this.model.get("outputs");
    const hosts = outputs.map(() => document.createElement("div"));
    this.el.replaceChildren(...hosts);
    await Promise.all(outputs.map((output, place) => this.draw(output, hosts[place])));
  }
}
