// Search side by side in one page of one Chromium: ours against MiniSearch, FlexSearch and, for clusters, supercluster;
// then ours alone over more than three times as much. Usage: node tests/bench/search.mjs DIR, where DIR holds
// bench_page.js and bench_page_bg.wasm. One JSON line a figure. Ratios are taken within the run, so a slow machine
// slows both sides.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { region } from "./region.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const modules = (file) => path.resolve(HERE, "../../node_modules", file);
const own = process.argv[2];

/** What families type; each is typed letter by letter. */
const QUERIES = [
  "compiti", "doposcuola", "allattamento", "spazio gioco", "neo papà", "over 65", "affido", "adozione familiare", "bonus",
  "assegno unico", "affitto", "sfratto", "caregiver", "demenza", "memoria anziani", "separazione", "mediazione", "psicologo",
  "gruppo ragazzi", "bullismo", "lettura ad alta voce", "massaggio", "volontariato", "banca del tempo", "legge 104",
  "curriculum", "lavoro colloqui", "consultorio familiare", "family hub", "centro famiglia milano", "ludoteca rodari",
  "scelta superiori", "svezamento", "alatamento", "psicolgo", "adozzione", "separazzione", "volontraiato", "biblioteca verdi", "sportello casa",
];

/** What nobody types and somebody sends. */
const HOSTILE = [
  ["10,000 letters", "aeiou".repeat(2000)],
  ["10,000 words of one letter", "a ".repeat(5000)],
  ["a thousand misspelt words", "consultroio adozzione ".repeat(500)],
  ["emoji and marks", "👪‍❤️\u202e\u200f\u0000\u0007".repeat(500)],
  ["lone surrogates", "\ud800a\udfff".repeat(500)],
  ["SQL and HTML", "'; DROP TABLE places; -- <script>alert(1)</script> ".repeat(100)],
];

const types = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const data = {};
const files = {
  "/search-page.js": path.join(HERE, "search-page.mjs"),
  "/minisearch.js": modules("minisearch/dist/es/index.js"),
  "/flexsearch.js": modules("flexsearch/dist/flexsearch.bundle.module.min.mjs"),
  "/supercluster.js": modules("supercluster/dist/supercluster.min.js"),
  "/bench_page.js": path.join(own, "bench_page.js"),
  "/bench_page_bg.wasm": path.join(own, "bench_page_bg.wasm"),
};
const server = http.createServer((request, response) => {
  const url = new URL(request.url, "http://localhost").pathname;
  const [type, body] =
    url === "/" ? ["text/html", "<!doctype html><title>bench</title>"]
    : data[url] ? ["application/json", data[url]]
    : files[url] ? [types[path.extname(files[url])], fs.readFileSync(files[url])]
    : ["text/plain", null];
  // Isolated pages have a clock of 5 microseconds instead of 100.
  const isolated = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
  response.writeHead(body === null ? 404 : 200, { "content-type": type, ...isolated });
  response.end(body ?? "");
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-precise-memory-info", "--js-flags=--expose-gc"],
});

/** Runs a function of search-page.mjs over a region in a page of its own. */
async function measured(places, activities, work) {
  data["/data.json"] = JSON.stringify(region(places, activities));
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(String(error)));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const figures = await page.evaluate(work, { queries: QUERIES, hostile: HOSTILE });
  await page.close();
  return figures;
}

const { ours, mini, flex, clusters, time } = await measured(3000, 30_000, async ({ queries, hostile }) => {
  const bench = await import("/search-page.js");
  const text = await (await fetch("/data.json")).text();
  const records = bench.documents(text);
  const built = { ours: await bench.ours(text, hostile), mini: await bench.miniSearch(records), flex: await bench.flexSearch(records) };
  const search = Object.fromEntries(Object.entries(built).map(([name, library]) => [name, library.search]));
  const answered = bench.answers(search, queries);
  for (const [name, library] of Object.entries(built)) Object.assign(library, answered[name], { search: null });
  return { ...built, time: await bench.time(), clusters: await bench.clusters(text, 30_000) };
});
const large = await measured(10_000, 100_000, async ({ queries, hostile }) => {
  const bench = await import("/search-page.js");
  const built = await bench.ours(await (await fetch("/data.json")).text(), hostile);
  return { ...built, ...bench.answers({ ours: built.search }, queries).ours, search: null };
});
await browser.close();
server.close();

function say(name, value, unit, budget = "", pass = true) {
  const [relation, limit] = budget.split(" ");
  const holds = relation === "<=" ? value <= Number(limit) : relation === ">=" ? value >= Number(limit) : pass;
  console.log(JSON.stringify({ name, value: typeof value === "number" ? Math.round(value * 1000) / 1000 : value, unit, budget, pass: holds }));
}
const answered = ({ missed }) => `${QUERIES.length - missed.length}/${QUERIES.length}`;

say("search 33,000: index build", ours.build, "ms", "<= 150");
say("search 33,000: longest slice of a build", ours.slice, "ms", "<= 50");
say("search 33,000: index size", ours.bytes / 1e6, "MB", "<= 20");
say("search 33,000: memory grown while building", ours.grown / 1e6, "MB");
say("search 33,000: keystroke p50", ours.p50, "ms");
say("search 33,000: keystroke p95, all counts", ours.p95, "ms", "<= 5");
say("search 33,000: queries answered", answered(ours), "", "all MiniSearch answers", ours.missed.every((query) => mini.missed.includes(query)));
for (const [name, other] of [["MiniSearch", mini], ["FlexSearch", flex]]) {
  say(`${name} 33,000: index build`, other.build, "ms");
  say(`${name} 33,000: index size`, other.bytes / 1e6, "MB");
  say(`${name} 33,000: keystroke p50`, other.p50, "ms");
  say(`${name} 33,000: keystroke p95`, other.p95, "ms");
  say(`${name} 33,000: queries answered`, answered(other), "");
}
say("ratio: MiniSearch p95 / ours", mini.p95 / ours.p95, "x", ">= 10");
say("ratio: MiniSearch build / ours", mini.build / ours.build, "x", ">= 5");
say("ratio: FlexSearch p95 / ours", flex.p95 / ours.p95, "x", ">= 1");
say("search 110,000: index build", large.build, "ms", "<= 750");
say("search 110,000: longest slice of a build", large.slice, "ms", "<= 50");
say("search 110,000: index size", large.bytes / 1e6, "MB");
say("search 110,000: keystroke p95, all counts", large.p95, "ms", "<= 25");
for (const [name, time] of large.hostile) say(`search 110,000: ${name}`, time, "ms", "<= 250");
say("time in Chromium: open now, 3,000 places", time.openNow, "ms", "<= 20");
say("time in Chromium: search for open now, 3,000 places, all counts", time.openSearch, "ms", "<= 20");
say("time in Chromium: agenda of a week with filters, 30,000 activities", time.week, "ms", "<= 30");
say("time in Chromium: agenda of a week without filters, 30,000 activities", time.wholeWeek, "ms", "<= 30");
say("time in Chromium: places open and dates of that week", `${time.open}, ${time.dates}`, "", "some of both", time.open > 100 && time.dates > 100);
say("clusters 30,000: build, every zoom", clusters.ours.build, "ms", "<= 60");
say("clusters 30,000: view p95", clusters.ours.p95, "ms", "<= 1");
say("supercluster 30,000: build", clusters.supercluster.build, "ms");
say("supercluster 30,000: view p95", clusters.supercluster.p95, "ms");
