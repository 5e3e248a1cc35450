// The widget manager: the real one, told where widgets come from and how to talk to this kernel.

import { ManagerBase } from "@jupyter-widgets/base-manager";
import * as base from "@jupyter-widgets/base";
import * as anywidget from "./anywidget.js";
import { unknown } from "./unknown.js";

const { Comm } = base.shims.services;

const SOURCES = {
  "@jupyter-widgets/base": async () => base,
  "@jupyter-widgets/controls": () => import("./controls.js"),
  "@jupyter-widgets/output": () => import("./output.js"),
  anywidget: async () => anywidget,
};

export class Manager extends ManagerBase {
  constructor(kernel) {
    super();
    this.kernel = kernel;
    kernel.registerCommTarget(this.comm_target_name, (comm, message) => this.handle_comm_open(new Comm(comm), message));
  }

  /** Take over all widgets that exist in the kernel. */
  restore() {
    return this._loadFromKernel();
  }

  /** The class of a model or view. One that is not in here is shown as a message that names it. */
  async loadClass(className, moduleName, moduleVersion) {
    const source = SOURCES[moduleName];
    const found = source && (await source())[className];
    return found ?? unknown(className, `${moduleName} ${moduleVersion}`);
  }

  async _create_comm(target, id, data, metadata, buffers) {
    const comm = this.kernel.createComm(target, id);
    if (data || metadata) comm.open(data, metadata, buffers);
    return new Comm(comm);
  }

  async _get_comm_info() {
    const reply = await this.kernel.requestCommInfo({ target_name: this.comm_target_name });
    return reply.content.comms;
  }
}
