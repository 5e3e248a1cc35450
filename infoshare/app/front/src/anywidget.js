// anywidget's npm build is an AMD module: `define([...], factory)`. This gives it a `define` that keeps the factory.

import * as base from "@jupyter-widgets/base";

let factory;
globalThis.define = (_needs, made) => { factory = made; };
await import("anywidget");
delete globalThis.define;

export const { AnyModel, AnyView } = factory(base); // once: models and views share what it keeps
