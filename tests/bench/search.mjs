// Search side by side in one page of one Chromium: ours against MiniSearch, FlexSearch and, for clusters, supercluster.
// Usage: node tests/bench/search.mjs DIR PLACES ACTIVITIES, where DIR holds bench_page.js and bench_page_bg.wasm.
// Prints one JSON line a figure. Ratios are taken within the run, so a slow machine slows both sides.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { region } from "./region.mjs";

const [dir, places = "3000", activities = "30000"] = process.argv.slice(2);
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const data = JSON.stringify(region(Number(places), Number(activities)));

/** What families type; each query is typed letter by letter from the third letter on. */
const QUERIES = [
  "compiti", "doposcuola", "allattamento", "spazio gioco", "neo papà", "over 65", "affido", "adozione familiare", "bonus",
  "assegno unico", "affitto", "sfratto", "caregiver", "demenza", "memoria anziani", "separazione", "mediazione", "psicologo",
  "gruppo ragazzi", "bullismo", "lettura ad alta voce", "massaggio", "volontariato", "banca del tempo", "legge 104",
  "curriculum", "lavoro colloqui", "consultorio familiare", "family hub", "centro famiglia milano", "ludoteca rodari",
  "scelta superiori", "svezamento", "alatamento", "psicolgo", "adozzione", "separazzione", "volontraiato", "biblioteca verdi", "sportello casa",
];

const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };
const files = {
  "/": () => ["text/html", "<!doctype html><title>bench</title>"],
  "/data.json": () => ["application/json", data],
  "/minisearch.js": () => ["text/javascript", fs.readFileSync(path.join(ROOT, "node_modules/minisearch/dist/es/index.js"))],
  "/flexsearch.js": () => ["text/javascript", fs.readFileSync(path.join(ROOT, "node_modules/flexsearch/dist/flexsearch.bundle.module.min.mjs"))],
  "/supercluster.js": () => ["text/javascript", fs.readFileSync(path.join(ROOT, "node_modules/supercluster/dist/supercluster.min.js"))],
};
const server = http.createServer((request, response) => {
  const url = new URL(request.url, "http://localhost").pathname;
  const own = path.join(dir, path.basename(url));
  const [type, body] = files[url]?.() ?? (fs.existsSync(own) ? [TYPES[path.extname(own)], fs.readFileSync(own)] : ["text/plain", null]);
  response.writeHead(body === null ? 404 : 200, { "content-type": type });
  response.end(body ?? "");
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-precise-memory-info", "--js-flags=--expose-gc"],
});
const page = await browser.newPage();
page.on("console", (message) => console.error(message.text()));
page.on("pageerror", (error) => console.error(String(error)));
await page.goto(`http://127.0.0.1:${server.address().port}/`);

const figures = await page.evaluate(async (queries) => {
  const keystrokes = queries.flatMap((query) => Array.from({ length: query.length - 2 }, (_, at) => query.slice(0, at + 3)));
  const quantile = (all, share) => [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * share))];
  const heap = () => (globalThis.gc?.(), performance.memory.usedJSHeapSize);
  const measure = (search) => {
    for (const words of keystrokes.slice(0, 40)) search(words);
    const times = [];
    for (const words of keystrokes) {
      const start = performance.now();
      search(words);
      times.push(performance.now() - start);
    }
    const answered = queries.filter((query) => search(query) > 0);
    return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), worst: Math.max(...times), answered: answered.length, missed: queries.filter((q) => !answered.includes(q)) };
  };
  const text = await (await fetch("/data.json")).text();

  const ours = await import("/bench_page.js");
  const wasm = await ours.default("/bench_page_bg.wasm");
  ours.load(text);
  const before = wasm.memory.buffer.byteLength;
  const builds = [];
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now();
    ours.build();
    builds.push(performance.now() - start);
  }
  const slices = new ours.Slices();
  let slice = 0;
  for (let done = false; !done; ) {
    const begun = performance.now();
    done = slices.step();
    slice = Math.max(slice, performance.now() - begun);
  }
  const begun = performance.now();
  slices.finish();
  slice = Math.max(slice, performance.now() - begun);
  const own = {
    build: quantile(builds, 0.5),
    firstBuild: builds[0],
    indexBytes: ours.index_bytes(),
    grown: wasm.memory.buffer.byteLength - before,
    ...measure((words) => ours.search(words)),
    slice,
  };

  const set = JSON.parse(text);
  const documents = [
    ...set.places.map((p) => ({ id: p.id, title: p.name, text: p.description, topics: p.topics.join(" "), kind: p.kind })),
    ...set.activities.map((a) => ({ id: a.id, title: a.title, text: a.description, topics: a.topics.join(" "), kind: a.category })),
  ];
  const { default: MiniSearch } = await import("/minisearch.js");
  let at = heap();
  let start = performance.now();
  const mini = new MiniSearch({ fields: ["title", "text", "topics", "kind"], searchOptions: { prefix: true, fuzzy: 0.2, combineWith: "AND", boost: { title: 3, topics: 2 } } });
  mini.addAll(documents);
  const miniBuild = performance.now() - start;
  const miniBytes = heap() - at;
  const minisearch = { build: miniBuild, indexBytes: miniBytes, ...measure((words) => mini.search(words).length) };

  const flexsearch = await import("/flexsearch.js");
  const { Document } = flexsearch.default ?? flexsearch;
  at = heap();
  start = performance.now();
  const flex = new Document({ tokenize: "forward", document: { id: "id", index: ["title", "text", "topics", "kind"] } });
  for (const one of documents) flex.add(one);
  const flexBuild = performance.now() - start;
  const flexBytes = heap() - at;
  const flexFigures = { build: flexBuild, indexBytes: flexBytes, ...measure((words) => flex.search(words, { limit: 1000 }).length) };

  let clusters = null;
  if (ours.clusters_build) {
    await new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = "/supercluster.js";
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    const count = 30_000;
    const points = ours.clusters_points(count);
    const views = Array.from({ length: 400 }, (_, index) => {
      const zoom = 5 + (index % 11);
      const half = 360 / 2 ** zoom;
      const lon = 7 + ((index * 37) % 110) / 10;
      const lat = 37 + ((index * 53) % 95) / 10;
      return [lon - half, lat - half / 2, lon + half, lat + half / 2, zoom];
    });
    const timeViews = (view) => {
      const times = views.map((one) => {
        const begun = performance.now();
        view(one);
        return performance.now() - begun;
      });
      return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), worst: Math.max(...times) };
    };
    const timeBuild = (build) => {
      const times = Array.from({ length: 5 }, () => {
        const begun = performance.now();
        build();
        return performance.now() - begun;
      });
      return quantile(times, 0.5);
    };
    const features = Array.from({ length: count }, (_, index) => ({
      type: "Feature",
      properties: {},
      geometry: { type: "Point", coordinates: [points[2 * index] / 1e6, points[2 * index + 1] / 1e6] },
    }));
    let theirs;
    clusters = {
      ours: { build: timeBuild(() => ours.clusters_build(points)), ...timeViews((v) => ours.clusters_view(...v)) },
      supercluster: { build: timeBuild(() => (theirs = new Supercluster({ radius: 60, maxZoom: 16 }).load(features))), ...timeViews(([w, s, e, n, z]) => theirs.getClusters([w, s, e, n], z)) },
    };
  }
  return { records: documents.length, keystrokes: keystrokes.length, ours: own, minisearch, flexsearch: flexFigures, clusters };
}, QUERIES);

const say = (name, value, unit, budget, pass) =>
  console.log(JSON.stringify({ name, value: typeof value === "number" ? Math.round(value * 1000) / 1000 : value, unit, budget, pass }));
const { ours, minisearch, flexsearch, clusters } = figures;
const small = figures.records <= 33_001;
const label = `${places}+${activities}`;
say(`search ${label}: index build`, ours.build, "ms", small ? "<= 150" : "", small ? ours.build <= 150 : true);
say(`search ${label}: index size`, ours.indexBytes / 1e6, "MB", small ? "<= 20" : "", small ? ours.indexBytes <= 20e6 : true);
say(`search ${label}: keystroke p50`, ours.p50, "ms", "", true);
say(`search ${label}: keystroke p95, all counts`, ours.p95, "ms", small ? "<= 5" : "", small ? ours.p95 <= 5 : true);
say(`search ${label}: queries answered`, `${ours.answered}/${QUERIES.length}`, "", ">= MiniSearch", minisearch.missed.length >= ours.missed.length && ours.missed.every((q) => minisearch.missed.includes(q)));
if (ours.slice) say(`search ${label}: longest slice of a build in slices`, ours.slice, "ms", "", true);
for (const [name, other] of Object.entries({ MiniSearch: minisearch, FlexSearch: flexsearch })) {
  say(`${name} ${label}: build`, other.build, "ms", "", true);
  say(`${name} ${label}: index size`, other.indexBytes / 1e6, "MB", "", true);
  say(`${name} ${label}: keystroke p50`, other.p50, "ms", "", true);
  say(`${name} ${label}: keystroke p95`, other.p95, "ms", "", true);
  say(`${name} ${label}: queries answered`, `${other.answered}/${QUERIES.length}`, "", "", true);
}
say(`ratio ${label}: MiniSearch p95 / ours`, minisearch.p95 / ours.p95, "x", ">= 10", minisearch.p95 / ours.p95 >= 10);
say(`ratio ${label}: MiniSearch build / ours`, minisearch.build / ours.build, "x", ">= 5", minisearch.build / ours.build >= 5);
say(`ratio ${label}: FlexSearch p95 / ours`, flexsearch.p95 / ours.p95, "x", ">= 1", flexsearch.p95 >= ours.p95);
if (clusters) {
  say("clusters 30000: build, every zoom", clusters.ours.build, "ms", "<= 60", clusters.ours.build <= 60);
  say("clusters 30000: view p95", clusters.ours.p95, "ms", "<= 1", clusters.ours.p95 <= 1);
  say("clusters 30000: supercluster build", clusters.supercluster.build, "ms", "", true);
  say("clusters 30000: supercluster view p95", clusters.supercluster.p95, "ms", "", true);
}
await browser.close();
server.close();
