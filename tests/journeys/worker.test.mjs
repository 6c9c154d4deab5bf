// The service worker under faults: a small site whose every answer can be spoiled, in two builds. What is tested is
// frontend/sw.js itself, with the lists that a build would bake into it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import { launch } from "./harness.mjs";

const FRONTEND = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../frontend");
const source = (name) => fs.readFileSync(path.join(FRONTEND, name), "utf8");

const digits = (name) => createHash("sha256").update(name).digest("hex").slice(0, 12);

/** One build of a site: files that are the same in every build, files that are not, and the worker for them. */
function build(name) {
  const files = {
    "pkg/font.woff2": ["font/woff2", "the same in every build"],
    [`pkg/app-${name}.js`]: ["text/javascript", `window.ran = ${JSON.stringify(name)};`],
    [`pkg/app-${name}.wasm`]: ["application/wasm", `wasm of ${name}`.repeat(50)],
    [`pkg/map-${name}.js`]: ["text/javascript", `export const map = ${JSON.stringify(name)};`],
    // Names end in digits of a hash, by which the worker knows a file again in the next build.
    [`pkg/words-fr-${digits(name)}.txt`]: ["text/plain", `texts of ${name}`],
    [`pkg/words-ar-${digits(name)}.txt`]: ["text/plain", `other texts of ${name}`],
  };
  const list = (wanted) =>
    JSON.stringify(
      Object.entries(files)
        .filter(([file]) => (/(map|words)/.exec(file)?.[1] ?? "core") === wanted)
        .map(([file, [, body]]) => [file, createHash("sha256").update(body).digest("base64")]),
    );
  const define = { BUILD: JSON.stringify(name), CORE: list("core"), LATER: list("map"), CHOSEN: list("words") };
  const worker = transformSync(source("sw.js"), { define }).code;
  const html = (what) => `<!doctype html><html data-build="${name}"><title>${what}</title><body>${what}
    <script src="/pkg/app-${name}.js"></script><script src="/register.js"></script>`;
  return { name, files, worker, html };
}

const PORTAL = "<!doctype html><title>Wi-Fi</title><h1>Accetta le condizioni</h1>";
const IMMUTABLE = "public, max-age=31536000, immutable";

/** The site. `faults` maps a path to a function that answers in its stead. */
class Site {
  faults = new Map();
  hits = new Map();
  current = build("one");

  async listen(port = 0) {
    this.server = http.createServer((request, response) => this.answer(request, response));
    this.server.listen(port, "127.0.0.1");
    await once(this.server, "listening");
    this.port = this.server.address().port;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  count(pathname) {
    return this.hits.get(pathname) ?? 0;
  }

  answer(request, response) {
    const { pathname } = new URL(request.url, this.url);
    this.hits.set(pathname, this.count(pathname) + 1);
    const send = (status, type, body, cache = "no-cache") => {
      response.writeHead(status, { "content-type": type, "cache-control": cache });
      response.end(body);
    };
    const fault = this.faults.get(pathname) ?? this.faults.get("*");
    if (fault) return fault(send, response, this.current.files[pathname.slice(1)]?.[1] ?? "");
    const file = this.current.files[pathname.slice(1)];
    if (file) return send(200, file[0], file[1], IMMUTABLE);
    if (pathname === "/sw.js") return send(200, "text/javascript", this.worker ?? this.current.worker);
    if (pathname === "/register.js") {
      const script = `navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });`;
      return send(200, "text/javascript", script);
    }
    if (pathname === "/shell") return send(200, "text/html", this.current.html("shell"));
    if (pathname.startsWith("/api/")) return send(200, "application/json", `{"method":"${request.method}"}`);
    if (pathname.startsWith("/tiles/none")) return send(204, "application/octet-stream");
    if (pathname.startsWith("/tiles/")) return send(200, "application/vnd.mapbox-vector-tile", Buffer.alloc(300_000, 7));
    if (pathname.startsWith("/pkg/")) return send(404, "text/plain", "none");
    return send(200, "text/html", this.current.html(`server ${pathname}`));
  }
}

// What goes wrong on the way to a phone.
const FAULTS = {
  "an error": (send) => send(500, "text/plain", "broken"),
  "a hotel's page": (send) => send(200, "text/html", PORTAL, IMMUTABLE),
  "half a file": (send, response, body) => send(200, "text/javascript", body.slice(0, body.length / 2), IMMUTABLE),
  "a broken line": (send, response, body) => {
    response.writeHead(200, { "content-type": "text/javascript", "content-length": body.length + 10 });
    response.write(body.slice(0, 5));
    setTimeout(() => response.destroy(), 5);
  },
  "other bytes of that length": (send, response, body) => send(200, "text/javascript", "x".repeat(body.length), IMMUTABLE),
  "a way elsewhere": (send, response) => {
    response.writeHead(302, { location: "/elsewhere" });
    response.end();
  },
};

describe("the service worker", () => {
  let browser, site, context, page;
  before(async () => (browser = await launch()));
  after(() => browser.close());
  beforeEach(async () => {
    site = new Site();
    await site.listen();
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
    await site.stop();
  });

  const visit = async (pathname = "/") => {
    await page.goto(site.url + pathname);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (!navigator.serviceWorker.controller) {
        await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
      }
    });
  };
  const status = () =>
    page.evaluate(
      () =>
        new Promise((resolve) => {
          const channel = new MessageChannel();
          channel.port1.onmessage = (event) => resolve(event.data);
          navigator.serviceWorker.controller.postMessage({ type: "status" }, [channel.port2]);
        }),
    );
  const post = (message) => page.evaluate((message) => navigator.serviceWorker.controller.postMessage(message), message);
  const until = async (what, wanted) => {
    for (let tries = 0; ; tries++) {
      const now = await what();
      if (wanted(now)) return now;
      assert.ok(tries < 200, `waited in vain; last seen: ${JSON.stringify(now)}`);
      await page.waitForTimeout(25);
    }
  };
  const warm = async () => {
    await post({ type: "warm" });
    await until(status, ({ files, stored }) => files === stored);
  };
  /** Asks for a new version; how its installation ended. */
  const update = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      const found = new Promise((resolve) => registration.addEventListener("updatefound", () => resolve(registration.installing), { once: true }));
      try {
        await registration.update();
      } catch {
        return "refused";
      }
      const worker = await found;
      while (worker.state === "installing") await new Promise((resolve) => worker.addEventListener("statechange", resolve, { once: true }));
      return worker.state;
    });
  const cached = () =>
    page.evaluate(async () => {
      const names = await caches.keys();
      return Object.fromEntries(await Promise.all(names.map(async (name) => [name, (await (await caches.open(name)).keys()).map((key) => new URL(key.url).pathname)])));
    });

  it("stores what the app starts with, and downloads nothing twice", async () => {
    await visit();
    assert.deepEqual(await status(), { build: "one", files: 5, stored: 4, tiles: 0 });
    assert.equal(site.count("/pkg/app-one.js"), 1, "what the page has loaded is taken from its cache");
    assert.equal(site.count("/pkg/map-one.js"), 0, "the map is left for later");
    await warm();
    assert.equal(site.count("/pkg/map-one.js"), 1);
    await page.reload();
    assert.equal(site.count("/pkg/app-one.js"), 1);
  });

  it("keeps the language that was chosen, over an update too, and no other", async () => {
    await visit();
    await warm();
    const texts = (tag, name) => `/pkg/words-${tag}-${digits(name)}.txt`;
    await page.evaluate((path) => fetch(path), texts("fr", "one"));
    const languages = async () => Object.values(await cached()).flat().filter((path) => path.includes("words-"));
    assert.deepEqual(await until(languages, (paths) => paths.length > 0), [texts("fr", "one")]);
    site.current = build("two");
    assert.equal(await update(), "installed");
    assert.deepEqual((await languages()).sort(), [texts("fr", "one"), texts("fr", "two")].sort());
    assert.equal(site.count(texts("ar", "two")), 0, "nobody has chosen it");
  });

  it("opens every page of the app with the server gone, and no other address", async () => {
    await visit();
    await warm();
    await site.stop();
    for (const address of ["/", "/?q=senago", "/sede/hug.cremona-1", "/agenda"]) {
      await page.goto(site.url + address);
      assert.deepEqual([await page.title(), await page.evaluate("window.ran")], ["shell", "one"], address);
    }
    assert.equal(await page.evaluate("import('/pkg/map-one.js').then((m) => m.map)"), "one");
    for (const address of ["/api/v1/places", "/calendar.ics", "/pkg/gone.js", "/robots.txt"]) {
      await assert.rejects(page.goto(site.url + address), /ERR_CONNECTION_REFUSED/, address);
    }
    await site.listen(site.port);
  });

  it("leaves the API and missing files to the network", async () => {
    await visit();
    const answers = await page.evaluate(async () => {
      const post = await fetch("/api/v1/x", { method: "POST" }).then((response) => response.json());
      const missing = await fetch("/pkg/app-gone.js");
      return [post.method, missing.status, await missing.text()];
    });
    assert.deepEqual(answers, ["POST", 404, "none"]);
    await page.evaluate(() => fetch("/api/v1/sync"));
    const stored = Object.values(await cached()).flat();
    assert.deepEqual(stored.sort(), ["/pkg/app-one.js", "/pkg/app-one.wasm", "/pkg/font.woff2", "/shell"]);
  });

  it("takes no new version of which one answer is spoiled, whichever it is", async () => {
    await visit();
    await warm();
    const answers = [() => "/shell", ...["app-%.js", "app-%.wasm", "map-%.js"].map((file) => (name) => `/pkg/${file.replace("%", name)}`)];
    for (const [at, spoiled] of answers.entries()) {
      for (const [kind, [what, fault]] of Object.entries(FAULTS).entries()) {
        // A build of its own each time: the browser's cache would help out with what it has had before.
        site.current = build(`two-${at}-${kind}`);
        site.faults = new Map([[spoiled(site.current.name), fault]]);
        assert.equal(await update(), "redundant", `${spoiled("two")}: ${what}`);
        assert.deepEqual(Object.keys(await cached()), ["family-hub-one"], `${spoiled("two")}: ${what}`);
      }
    }
    assert.deepEqual(await status(), { build: "one", files: 5, stored: 5, tiles: 0 });
    site.faults = new Map();
    const before = site.count("/pkg/font.woff2");
    assert.equal(await update(), "installed");
    assert.equal(site.count("/pkg/font.woff2"), before, "the same bytes are taken over from the older build");
  });

  it("takes no new version from a hotel's network, and keeps the old one", async () => {
    await visit();
    site.current = build("two");
    site.faults = new Map([["*", FAULTS["a hotel's page"]]]);
    assert.equal(await update(), "refused");
    await page.goto(`${site.url}/sede/a`);
    assert.deepEqual([await page.title(), await page.evaluate("window.ran")], ["shell", "one"]);
  });

  it("goes past a damaged copy in the browser's own cache", async () => {
    await visit();
    site.current = build("two");
    site.faults = new Map([["/pkg/app-two.js", FAULTS["other bytes of that length"]]]);
    await page.evaluate(() => fetch("/pkg/app-two.js").then((response) => response.text()));
    site.faults = new Map();
    assert.equal(await update(), "installed");
    assert.equal(site.count("/pkg/app-two.js"), 2);
  });

  it("waits with a new version until it is wanted, then is wholly new, the server gone", async () => {
    await visit();
    await warm();
    site.current = build("two");
    assert.equal(await update(), "installed");
    await page.reload();
    assert.equal(await page.evaluate("window.ran"), "one", "the old build goes on while the new one waits");
    assert.deepEqual(Object.keys(await cached()).sort(), ["family-hub-one", "family-hub-two"]);
    await site.stop();
    await page.evaluate(async () => {
      const changed = new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
      (await navigator.serviceWorker.getRegistration()).waiting.postMessage({ type: "skip-waiting" });
      await changed;
    });
    await page.goto(`${site.url}/sede/a`);
    assert.equal(await page.evaluate("window.ran"), "two");
    assert.equal(await page.evaluate("import('/pkg/map-two.js').then((m) => m.map)"), "two", "the map is part of the update");
    const names = await until(cached, (caches) => Object.keys(caches).length === 1);
    assert.deepEqual(Object.keys(names), ["family-hub-two"]);
    await site.listen(site.port);
  });

  it("mends itself when the browser has thrown its store away", async () => {
    await visit();
    await page.evaluate(async () => Promise.all((await caches.keys()).map((name) => caches.delete(name))));
    await page.goto(`${site.url}/sede/a`);
    assert.equal(await page.title(), "server /sede/a");
    await page.evaluate("fetch('/pkg/app-one.wasm')");
    await until(cached, (caches) => (caches["family-hub-one"] ?? []).length >= 3);
    await page.evaluate(async () => Promise.all((await caches.keys()).map((name) => caches.delete(name))));
    await site.stop();
    await page.goto(`${site.url}/sede/a`);
    assert.match(await page.locator("h1").innerText(), /Senza rete/);
    await site.listen(site.port);
  });

  it("keeps tiles within its limit, those in use the longest", async () => {
    await visit();
    const tiles = Array.from({ length: 120 }, (_, x) => `/tiles/9/${x}/1.mvt`);
    await post({ type: "tiles", urls: [tiles[0], "/api/v1/sync", "https://example.org/tiles/1", "/tiles/none"] });
    await until(status, ({ tiles }) => tiles === 2);
    const load = (urls) => page.evaluate(async (urls) => {
      for (const url of urls) await fetch(url).then((response) => response.arrayBuffer());
    }, urls);
    await load(tiles.slice(1, 60));
    await load([tiles[0]]);
    await load(tiles.slice(60));
    // 24 MB hold 80 of these; when they are passed, it goes down to nine tenths. The worker stores behind its answers:
    // all of them are stored once the last one is.
    const all = (caches) => caches["family-hub-tiles"].includes(tiles.at(-1)) && caches["family-hub-tiles"].length <= 80;
    const kept = (await until(cached, all))["family-hub-tiles"];
    assert.ok(kept.length >= 60 && kept.includes(tiles[0]) && kept.includes(tiles.at(-1)) && !kept.includes(tiles[1]), `${kept}`);
    assert.equal(site.count(tiles[0]), 1);
    await site.stop();
    assert.equal(await page.evaluate((tile) => fetch(tile).then((response) => response.status), tiles[0]), 200);
    await site.listen(site.port);
  });

  it("keeps no tile that is not one", async () => {
    await visit();
    site.faults = new Map([["/tiles/1/1/1.mvt", FAULTS["a hotel's page"]]]);
    await page.evaluate("fetch('/tiles/1/1/1.mvt')");
    site.faults = new Map([["/tiles/1/1/2.mvt", FAULTS["an error"]]]);
    await page.evaluate("fetch('/tiles/1/1/2.mvt')");
    assert.equal((await status()).tiles, 0);
  });

  it("is taken back by the kill switch, and what people saved stays", async () => {
    await visit();
    await page.evaluate(() => new Promise((resolve) => {
      const request = indexedDB.open("saved", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("list").put("kept", 1);
      request.onsuccess = () => (request.result.close(), resolve());
    }));
    site.worker = source("sw-off.js");
    site.faults = new Map([["/register.js", (send) => send(200, "text/javascript", "")]]);
    await page.evaluate(() => navigator.serviceWorker.getRegistration().then((registration) => registration.update()));
    await until(() => page.title().catch(() => ""), (title) => title === "server /");
    await page.goto(`${site.url}/sede/a`);
    const left = await page.evaluate(async () => [
      (await navigator.serviceWorker.getRegistrations()).length,
      (await caches.keys()).length,
      (await indexedDB.databases()).map((database) => database.name),
    ]);
    assert.deepEqual([await page.title(), ...left], ["server /sede/a", 0, 0, ["saved"]]);
  });
});
