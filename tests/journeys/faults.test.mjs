// What the network and the browser can do to a page: damaged answers, portals, no database, no worker.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { open, PHONE, ready, stage } from "./harness.mjs";
import { Finder } from "./pages.mjs";

let server, browser;
stage((started) => ({ server, browser } = started));

const SYNC = "**/api/v1/sync**";

describe("a device that has data", () => {
  for (const [name, damage] of [
    ["cut off", (body) => body.slice(0, body.length / 2)],
    ["bit-flipped", (body) => body.replace(/Senago/, "Senaga")],
    ["replaced by a portal's page", () => "<!doctype html><title>Accedi alla rete</title><p>Benvenuto"],
    ["empty", () => ""],
  ]) {
    it(`keeps it when the next answer is ${name}`, async () => {
      const { context, page } = await open(browser, server, PHONE, { serviceWorkers: "block" });
      const finder = new Finder(page);
      await page.goto(`${server.url}/?q=senago`);
      await ready(page);
      await finder.card("fh-senago").waitFor();
      const body = await (await fetch(`${server.url}/api/v1/sync`)).text();
      await page.route(SYNC, (route) => route.fulfill({ status: 200, contentType: "application/json", body: damage(body) }));
      await page.reload();
      await ready(page);
      await finder.card("fh-senago").waitFor();
      assert.match(await finder.card("fh-senago").innerText(), /Senago/);
      await page.unroute(SYNC);
      await page.reload();
      await ready(page);
      await finder.card("fh-senago").waitFor();
      await context.close();
    });
  }
});

it("without IndexedDB the app works online and says so once", async () => {
  const { context, page } = await open(browser, server, PHONE, { serviceWorkers: "block" });
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("blocked", "SecurityError");
    };
  });
  await page.goto(server.url);
  await ready(page);
  await new Finder(page).cards.first().waitFor();
  assert.equal(await page.getByText(/non.*(memoria|senza rete|offline)/i).count() >= 1, true);
  await context.close();
});

describe("a trap, which is how a panic of the app ends,", () => {
  // The shortest module with an exported function that does nothing but trap.
  const TRAP = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
  for (const [name, spring] of [
    ["in what follows a touch", (trap) => {
      const button = document.createElement("button");
      button.addEventListener("click", () => trap());
      button.click();
    }],
    ["in what follows an answer", (trap) => void Promise.resolve().then(trap)],
  ]) {
    it(`${name} is told once above the page, which can be loaded anew`, async () => {
      const { context, page } = await open(browser, server, PHONE, { serviceWorkers: "block" });
      await page.goto(server.url);
      await ready(page);
      const springs = `(async () => {
        const { instance } = await WebAssembly.instantiate(new Uint8Array(${JSON.stringify(TRAP)}));
        const spring = ${spring};
        spring(instance.exports.f);
        spring(instance.exports.f);
      })()`;
      await page.evaluate(springs);
      const bar = page.locator("body > .bar", { hasText: "Qualcosa si è rotto" });
      await bar.waitFor();
      assert.equal(await bar.count(), 1);
      await page.evaluate(() => (window.before = true));
      await bar.getByRole("button", { name: "Ricarica" }).click();
      await page.waitForFunction(() => !window.before);
      await ready(page);
      assert.equal(await bar.count(), 0);
      await context.close();
    });
  }
});

it("without a map the list is complete", async () => {
  const { context, page } = await open(browser, server, { viewport: { width: 1280, height: 800 } }, { serviceWorkers: "block" });
  await page.route("**/pkg/map-*", (route) => route.abort());
  await page.goto(`${server.url}/?what=place`);
  await ready(page);
  assert.match(await new Finder(page).count.innerText(), /\b46\b/);
  await new Finder(page).cards.first().waitFor();
  await context.close();
});

it("a policy violation never happens on a tour of the pages", async () => {
  const { context, page } = await open(browser, server, PHONE);
  const violations = [];
  await page.exposeFunction("reportViolation", (text) => violations.push(text));
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", (event) => window.reportViolation(`${event.violatedDirective} ${event.blockedURI}`)),
  );
  for (const path of ["/", "/?view=map&near=Bari", "/sede/fh-bollate", "/agenda", "/informazioni"]) {
    await page.goto(server.url + path);
    await ready(page);
  }
  assert.deepEqual(violations, []);
  await context.close();
});
