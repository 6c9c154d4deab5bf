// The service worker of /redazione: pages that somebody read after signing in open again without a network.
//
// They are private. They are kept by account, for as long as a session can last, and go when somebody signs out, when
// somebody else signs in, and when the server no longer knows the session. What was typed is not here: the page's own
// script keeps that.

const PAGES = "redazione-pages-";
const FILES = "redazione-files";
const LEFT = "redazione-left";
const HELD_MS = 12 * 3600e3;
const PATIENCE_MS = 6000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A page tells which it is and what it needs, since on the first visit nobody watched.
self.addEventListener("message", (event) => {
  const { page, files } = event.data ?? {};
  if (page) event.waitUntil(Promise.all([again(page), keepFiles(files ?? [])]).catch(() => {}));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && pathname === "/redazione/esci") return event.respondWith(leave(event));
  if (request.mode === "navigate") {
    event.respondWith(request.method === "GET" ? page(event, pathname) : sent(request));
  } else if (request.method === "GET" && (pathname.startsWith("/pkg/") || pathname.startsWith("/redazione."))) {
    event.respondWith(file(request, pathname));
  }
});

async function page(event, path) {
  if (!(await finishedLeaving())) return told(GONE, 200);
  const asked = fetch(event.request);
  event.waitUntil(asked.then((answer) => keep(path, answer.clone())).catch(() => {}));
  const kept = await held(path);
  if (!kept) return asked.catch(() => told(NOT_HERE, 503));
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  return (await Promise.race([asked.catch(() => null), patience])) ?? kept;
}

const again = async (path) => keep(path, await fetch(path));

async function keep(path, answer) {
  // Without this mark it is the page of a café's network.
  const account = answer.headers.get("x-family-hub-account");
  if (!account || answer.redirected) return;
  if (account === "-") return forget();
  if (answer.status !== 200) return;
  await forget(PAGES + account);
  const headers = new Headers(answer.headers);
  headers.set("x-kept", Date.now());
  const copy = new Response(await answer.blob(), { headers });
  await (await caches.open(PAGES + account)).put(path, copy);
}

async function held(path) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PAGES)) continue;
    const kept = await caches.match(path, { cacheName: name, ignoreVary: true });
    const at = Number(kept?.headers.get("x-kept"));
    const age = Date.now() - at;
    if (!kept || age < 0 || age > HELD_MS) continue;
    const text = (await kept.text()).replace("<body", `<body data-kept="${at}"`);
    return new Response(text, { headers: kept.headers });
  }
  return null;
}

async function forget(but) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES) && name !== but);
  await Promise.all(names.map((name) => caches.delete(name)));
}

// ---- signing out, also where the server cannot be asked

async function leave(event) {
  await forget();
  try {
    return await fetch(event.request);
  } catch {
    await caches.open(LEFT);
    return told(GONE, 200);
  }
}

// Whether nobody waits to be signed out. Until the server was told, nothing of the office is shown here.
async function finishedLeaving() {
  if (!(await caches.has(LEFT))) return true;
  try {
    await fetch("/redazione/esci", { method: "POST", redirect: "manual" });
  } catch {
    return false;
  }
  await caches.delete(LEFT);
  return true;
}

// A form that was sent without the page's script.
const sent = (request) => fetch(request).catch(() => told(NOT_SENT, 503));

// ---- files of the pages

async function file(request, path) {
  const kept = await caches.match(path, { ignoreVary: true });
  // Names under /pkg/ hold the hash of the content.
  if (kept && path.startsWith("/pkg/")) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await (await caches.open(FILES)).put(path, answer.clone());
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function keepFiles(files) {
  const paths = files.map((address) => new URL(address, location.origin).pathname);
  const cache = await caches.open(FILES);
  for (const { url } of await cache.keys()) {
    const known = new URL(url).pathname;
    if (!paths.includes(known)) await cache.delete(known);
  }
  for (const path of paths) await file(path, path);
}

// ---- what is told without a server

const TOLD = (title, text) => `<!doctype html><html lang="it"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${title}</title><main><h1>${title}</h1><p>${text}</p></main>`;
const NOT_HERE = TOLD("Senza rete", "Questa pagina non è su questo dispositivo. Si aprono quelle lette dopo l’ultimo ingresso; le altre quando la rete torna. Quello che hai scritto è al sicuro.");
const NOT_SENT = TOLD("Senza rete", "Niente è stato inviato. Torna indietro: quello che hai scritto è ancora nella pagina.");
const GONE = TOLD("Uscita", "Le pagine lette sono state cancellate da questo dispositivo. La sessione si chiude sul server appena torna la rete, e comunque entro mezz’ora.");

function told(html, status) {
  return new Response(html, { status, headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } });
}
