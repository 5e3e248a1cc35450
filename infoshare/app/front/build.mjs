// Builds the front end: what every page loads, and more files for what only some pages need, each named by its content and compressed.
// The result goes into the Voilà template's static folder, and `front.json` beside it tells the template what to load.

import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../templates/voila/templates/infoshare/static/");
const main = here("src/main.js");

/** A style sheet with all that it imports, as one text: `import css from "bundled:..."`. */
const styles = {
  name: "styles",
  setup(builder) {
    builder.onResolve({ filter: /^bundled:/ }, ({ path }) => ({ path: here(`src/${path.slice("bundled:".length)}`), namespace: "bundled" }));
    builder.onLoad({ filter: /./, namespace: "bundled" }, async ({ path }) => {
      const made = await build({ entryPoints: [path], bundle: true, minify: true, write: false, loader: { ".svg": "dataurl" } });
      return { contents: made.outputFiles[0].text, loader: "text" };
    });
  },
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const { metafile } = await build({
  entryPoints: { main },
  outdir: out,
  bundle: true,
  minify: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  define: { "process.env": "{}", global: "globalThis" },
  legalComments: "linked",
  metafile: true,
  plugins: [styles],
});

const name = (path) => path.split("/").at(-1);
const [path, { imports }] = Object.entries(metafile.outputs).find(([, made]) => made.entryPoint?.endsWith("src/main.js"));
const needed = imports.filter((one) => one.kind === "import-statement").map((one) => name(one.path));
for (const file of readdirSync(out).filter((one) => one.endsWith(".js"))) {
  const text = readFileSync(out + file);
  writeFileSync(`${out}${file}.gz`, gzipSync(text, { level: 9 }));
  writeFileSync(`${out}${file}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}
writeFileSync(`${out}front.json`, `${JSON.stringify({ main: name(path), needed })}\n`);
