// The ordinary controls with their style: loaded when a page first uses one.

import css from "bundled:controls.css";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets.push(sheet);

export * from "@jupyter-widgets/controls";
