// The service worker: keeps the app on the device, whole and of one build, so that it opens without network.
//
// The build puts four things in place of the names BUILD, CORE, LATER and CHOSEN: the build's identity, and the files
// of the app as [path, SHA-256 in base64]: those it cannot start without, those that can follow, and those of which a
// person chooses some (languages, the code of kiosk and orientation), stored once the page has asked for them.
//
//   install   a NEW cache is filled; every file is checked against its hash. One failure, and there is no new
//             version: the old one keeps working and the browser tries again.
//   waiting   the page says "Nuova versione: aggiorna" and posts { type: 'skip-waiting' } when it is touched.
//   activate  only now the caches of older builds are deleted.
//   fetch     pages of the app get the stored shell at once (the app knows by the address what to show), files of
//             the app their stored bytes, tiles a bounded store. Everything else, the API first of all, is left to
//             the network: the app keeps its data itself.
//
// Messages: { type: 'warm' } stores the files of LATER; { type: 'tiles', urls } fetches map tiles ahead;
// { type: 'status' } with a MessagePort is answered { build, files, stored, tiles }.
// To take every worker back, let the server send sw-off.js at /sw.js (docs/offline.md).
/* global BUILD, CORE, LATER, CHOSEN */

const PREFIX = "family-hub-";
const CACHE = PREFIX + BUILD;
const SHELL = "/shell";
const paths = (files) => files.map(([path]) => "/" + path);
const HASHES = new Map([...CORE, ...LATER, ...CHOSEN].map(([path, hash]) => ["/" + path, hash]));
const CORE_PATHS = paths(CORE);
const ALL_PATHS = [...CORE_PATHS, ...paths(LATER)];

const TILES = PREFIX + "tiles";
const TILES_MAX = { count: 1500, bytes: 24e6 };
const TILE_AGE = 7 * 86400e3; // older ones are shown, and fetched anew behind it

// Addresses that are not pages of the app although a person can open them.
const NOT_A_PAGE =
  /^(\/[a-z]{2})?\/(dati|incorpora|embed|oembed|tema|comune|licenze|accessibilita)(\/|$)|^\/(api|pkg|tiles|health|metrics|shell|segnala|redazione|c)(\/|$)|^\/[^/]+\.[a-z]+$|\.(ics|png)$/;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("message", (event) => {
  const { type, urls } = event.data || {};
  if (type === "skip-waiting") self.skipWaiting();
  if (type === "warm") event.waitUntil(inTurn(ALL_PATHS, stored).then(() => inTurn(paths(CHOSEN), storedIfUsed)));
  if (type === "tiles") event.waitUntil(inTurn((urls || []).slice(0, TILES_MAX.count), (url) => ahead(event, url)));
  if (type === "status") event.waitUntil(status().then((answer) => event.ports[0]?.postMessage(answer)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || request.headers.has("range")) return;
  if (request.mode === "navigate") {
    if (!NOT_A_PAGE.test(pathname)) event.respondWith(page(event));
  } else if (HASHES.has(pathname)) event.respondWith(stored(pathname).catch(() => Response.error()));
  else if (pathname.startsWith("/tiles/")) event.respondWith(tile(event));
});

async function install() {
  // A first visit has just paid for the page and stores what it needs to open again. An update replaces a whole
  // that worked without network by a whole that does.
  const update = (await caches.keys()).some(older);
  const wanted = update ? [...ALL_PATHS, ...(await chosenBefore())] : CORE_PATHS;
  // All are waited for: one that ended after the deletion would bring the cache back.
  const ends = await Promise.allSettled([shell(), ...wanted.map(stored)]);
  const failed = ends.find((end) => end.status === "rejected");
  if (failed) {
    await caches.delete(CACHE);
    throw failed.reason;
  }
}

// What a person has chosen in an older build, under its name in this one.
async function chosenBefore() {
  const stem = (path) => path.replace(/-[0-9a-f]+(\.\w+)$/, "$1");
  const stems = new Set();
  for (const name of (await caches.keys()).filter(older)) {
    for (const { url } of await (await caches.open(name)).keys()) stems.add(stem(new URL(url).pathname));
  }
  return paths(CHOSEN).filter((path) => stems.has(stem(path)));
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter(older).map((name) => caches.delete(name)));
  await self.clients.claim();
}

function older(name) {
  return name.startsWith(PREFIX) && name !== CACHE && name !== TILES;
}

// ---- the app's own files

function inCache(path, cacheName) {
  return caches.match(path, { cacheName, ignoreVary: true, ignoreSearch: true });
}

// The file's stored response; one that is missing is fetched, checked and stored.
async function stored(path) {
  const kept = await inCache(path, CACHE);
  if (kept) return kept;
  // The same name in an older build's cache is the same bytes: names carry the hash.
  const response = (await caches.match(path, { ignoreVary: true })) || (await checked(path));
  await (await caches.open(CACHE)).put(path, response.clone());
  return response;
}

// What a page asked for before this worker was in charge of it lies in the browser's own cache: it is stored from there,
// and nothing is downloaded for it.
async function storedIfUsed(path) {
  if (await inCache(path, CACHE)) return;
  const integrity = "sha256-" + HASHES.get(path);
  const response = await fetch(path, { integrity, cache: "only-if-cached", mode: "same-origin" });
  if (response.status === 200 && !response.redirected) await (await caches.open(CACHE)).put(path, response);
}

// The browser itself refuses bytes that do not have the hash, whatever they call themselves. The first try may take
// what the page has just downloaded; if that is damaged, the second goes past every cache.
async function checked(path) {
  const integrity = "sha256-" + HASHES.get(path);
  const attempt = async (cache) => {
    const response = await fetch(path, { integrity, cache });
    if (response.status !== 200 || response.redirected) throw new Error(`${path}: ${response.status}`);
    return response;
  };
  return attempt("default").catch(() => attempt("reload"));
}

// The shell has no hash, the server writes it; the build's identity in it tells it from a hotel's login page and
// from another version's shell.
async function shell() {
  const response = await fetch(SHELL, { cache: "reload" });
  const text = await response.clone().text();
  if (response.status !== 200 || response.redirected || !text.includes(`data-build="${BUILD}"`)) {
    throw new Error("the shell is not of this build");
  }
  await (await caches.open(CACHE)).put(SHELL, response);
}

async function page(event) {
  const kept = await inCache(SHELL, CACHE);
  if (kept) return kept;
  event.waitUntil(shell().catch(() => {})); // the browser threw it away: for the next time
  try {
    return await fetch(event.request);
  } catch {
    return new Response(EXPLAINED, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
  }
}

const EXPLAINED = `<!doctype html><html lang="it"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Senza rete</title><h1>Senza rete</h1><p>Questo dispositivo non ha più la copia dell'app che serve per lavorare senza rete.
Torna qui quando la rete c'è: si sistema da sola.</p>`;

// ---- map tiles: a store with a limit, from which those not used for longest go first

async function tile(event) {
  const url = new URL(event.request.url);
  const key = url.pathname + url.search;
  const kept = await caches.match(key, { cacheName: TILES });
  if (!kept) return fetchTile(event, key);
  const age = Date.now() - Number(kept.headers.get("x-stored"));
  if (age > TILE_AGE || age < 0) event.waitUntil(fetchTile(event, key).catch(() => {}));
  // Put again when it is used for the first time in this worker's life: a cache lists its entries in the order they
  // were put, and that order is all that outlives the worker.
  else if (!used.has(key)) event.waitUntil(keepTile(key, kept.clone(), kept.headers.get("x-stored")));
  else use(key);
  return kept;
}

async function fetchTile(event, key) {
  const response = await fetch(key);
  const type = response.headers.get("content-type") || "";
  const good = (response.status === 200 && !/html|json|text/.test(type)) || response.status === 204;
  if (good && !response.redirected) event.waitUntil(keepTile(key, response.clone(), Date.now()));
  return response;
}

async function ahead(event, url) {
  const { origin, pathname, search } = new URL(url, location.origin);
  const key = pathname + search;
  if (origin !== location.origin || !pathname.startsWith("/tiles/")) return;
  if (!(await caches.match(key, { cacheName: TILES }))) await fetchTile(event, key);
}

const used = new Set(); // in this life, the latest last
let held = null; // { count, bytes } of the store, counted once a life
let turn = Promise.resolve(); // one change of the store at a time, or the count goes wrong

function use(key) {
  used.delete(key);
  used.add(key);
}

function keepTile(key, response, storedAt) {
  use(key);
  turn = turn.then(() => putTile(key, response, storedAt)).catch(() => {}); // a full disk: the map works, online
  return turn;
}

async function putTile(key, response, storedAt) {
  const bytes = await response.arrayBuffer();
  const cache = await caches.open(TILES);
  held ??= await weigh(cache);
  const before = await cache.match(key);
  const headers = { "content-type": response.headers.get("content-type") || "", "x-stored": storedAt, "x-bytes": bytes.byteLength };
  await cache.put(key, new Response(response.status === 204 ? null : bytes, { status: response.status, headers }));
  held.count += before ? 0 : 1;
  held.bytes += bytes.byteLength - size(before);
  if (held.count > TILES_MAX.count || held.bytes > TILES_MAX.bytes) await shed(cache);
}

const size = (response) => Number(response?.headers.get("x-bytes") || 0);

async function weigh(cache) {
  const keys = await cache.keys();
  const sizes = await Promise.all(keys.map(async (key) => size(await cache.match(key))));
  return { count: keys.length, bytes: sizes.reduce((sum, one) => sum + one, 0) };
}

// Down to nine tenths, so that the next tile does not shed again.
async function shed(cache) {
  const names = (await cache.keys()).map((key) => key.url.slice(location.origin.length));
  const oldestFirst = [...names.filter((name) => !used.has(name)), ...used];
  for (const name of oldestFirst) {
    if (held.count <= TILES_MAX.count * 0.9 && held.bytes <= TILES_MAX.bytes * 0.9) return;
    const bytes = size(await cache.match(name));
    used.delete(name);
    if (await cache.delete(name)) held = { count: held.count - 1, bytes: held.bytes - bytes };
  }
}

// ---- at rest

// One after the other: what is fetched ahead must not stand in the way of what the person asks for.
async function inTurn(items, work) {
  for (const item of items) await work(item).catch(() => {});
}

async function status() {
  const files = [SHELL, ...ALL_PATHS];
  const kept = await Promise.all(files.map((path) => inCache(path, CACHE)));
  const tiles = (await caches.has(TILES)) ? (await (await caches.open(TILES)).keys()).length : 0;
  return { build: BUILD, files: files.length, stored: kept.filter(Boolean).length, tiles };
}
