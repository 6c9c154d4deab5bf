// node styles.mjs SOURCE.scss OUT minify|readable BROWSERS
//
// Sass to CSS to small CSS. Every file a url() names is looked up beside the style sheets, among the icons and in
// node_modules, and copied to OUT under a name that carries the hash of its bytes; the sheet then names that.
// Rules of classes that no page and no script ever names are left out.
// Writes OUT/sheet.css and OUT/named.json: [{ name, stem }].
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { transform } from "lightningcss";
import * as sass from "sass";

const [source, out, mode, browsers] = process.argv.slice(2);
const root = path.resolve(import.meta.dirname, "../..");
const modules = path.join(root, "node_modules");
const places = [path.dirname(source), path.join(root, "frontend/icons"), modules, path.join(modules, "leaflet/dist")];

const compiled = sass.compile(source, {
  loadPaths: [path.dirname(source), modules],
  quietDeps: true,
  silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  style: "expanded",
});

const named = new Map();
function hashed(url) {
  const bare = url.replace(/[?#].*$/, "").replace(/^(~|\.\/)+/, "");
  const file = places.map((place) => path.resolve(place, bare)).find((candidate) => fs.existsSync(candidate));
  if (!file) throw new Error(`${source} names ${url}, which is nowhere`);
  const bytes = fs.readFileSync(file);
  const { name: stem, ext } = path.parse(file);
  const name = `${stem}-${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}${ext}`;
  named.set(name, stem);
  fs.writeFileSync(path.join(out, name), bytes);
  return name;
}

// A class stands in the sources as a whole word: what does not stand there is not used. Leaflet puts its own together from
// pieces, and the pictograms of topics are named by the codes of the taxonomy.
const COMPOSED = ["leaflet-", "topic-"];
const written = ["frontend/src", "frontend/js", "shared/src/view"];
const words = new Set();
const read = (file) => {
  for (const word of fs.readFileSync(path.join(root, file), "utf8").split(/[^\w-]+/)) words.add(word);
};
for (const folder of written) {
  for (const name of fs.readdirSync(path.join(root, folder), { recursive: true })) {
    if (/\.(rs|js|html)$/.test(name)) read(path.join(folder, name));
  }
}
// What stands around the app on the server's page.
read("backend/src/head.rs");
const classes = compiled.css.matchAll(/\.(-?[a-z_][\w-]*)/gi);
const unused = new Set([...classes].map(([, name]) => name).filter((name) => !words.has(name) && !COMPOSED.some((start) => name.startsWith(start))));

// "chrome96,safari15" to the numbers lightningcss reads: major version in the third byte.
const targets = Object.fromEntries(browsers.split(",").map((one) => {
  const [, name, major] = /^([a-z]+)(\d+)$/.exec(one);
  return [name, Number(major) << 16];
}));

const { code, warnings } = transform({
  filename: path.basename(source),
  code: Buffer.from(compiled.css),
  minify: mode === "minify",
  targets,
  unusedSymbols: [...unused],
  visitor: {
    Url: (url) => (/^(data:|#)/.test(url.url) ? url : { ...url, url: hashed(url.url) }),
  },
});
for (const warning of warnings) console.error(`${warning.message} (line ${warning.loc?.line})`);
fs.writeFileSync(path.join(out, "sheet.css"), code);
fs.writeFileSync(path.join(out, "named.json"), JSON.stringify([...named].map(([name, stem]) => ({ name, stem }))));
