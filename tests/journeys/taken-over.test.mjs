// The server writes the first page, and the app takes it over: what stands there stays, what was done there counts.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DESK, PHONE, ready, stage, watch } from "./harness.mjs";
import { Finder } from "./pages.mjs";

const APP = "**/pkg/app-*.wasm";

let server, browser;
stage((started) => ({ server, browser } = started));

/** The server's page, before the app is there. The clock is the server's: both say the same of what is open. */
async function beforeApp(address, device = PHONE) {
  const context = await browser.newContext({ locale: "it-IT", timezoneId: "Europe/Rome", ...device });
  const seen = watch(context, server);
  const page = await context.newPage();
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route(APP, async (route) => {
    await released;
    await route.continue();
  });
  await page.addInitScript(() => {
    window.moved = 0;
    const add = (list) => list.getEntries().forEach((shift) => (window.moved += shift.hadRecentInput ? 0 : shift.value));
    new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(server.url + address, { waitUntil: "domcontentloaded" });
  await page.getByRole("heading", { level: 1 }).waitFor();
  return { context, page, seen, release };
}

/** Resolves once nothing is put off any more: the last filter stands on its closed sheet. */
const whole = (page) => page.locator('#filtri [role="group"]').last().waitFor({ state: "attached" });

async function end({ context, seen }) {
  await context.close();
  assert.deepEqual(seen, { console: [], foreign: [] });
}

describe("the app takes the server's page over", () => {
  for (const [name, device] of [
    ["phone", PHONE],
    ["desk", DESK],
  ]) {
    for (const [address, parts] of [
      ["/", "header, h1, form, .search-near button, h2, .card, .card *, footer"],
      ["/?q=senago", "header, h1, form, .search-near button, h2, .card, .card *, footer"],
      ["/sede/fh-senago", "header, h1, .lead, .page-actions > *, .section, .section *, footer"],
      ["/attivita/esempio-bollate-compiti", "header, h1, .lead, .page-actions > *, .section, .section *, footer"],
      ["/rete/ats-insubria", "header, h1, .page-actions > *, .section, .section *, footer"],
      ["/informazioni", "header, h1, .lead, .section, .section *, footer"],
    ]) {
      it(`${address} on a ${name}: what stands there stays, and nothing moves`, async () => {
        const visit = await beforeApp(address, device);
        const { page } = visit;
        const count = await page.evaluate((parts) => {
          window.standing = [...document.querySelectorAll("#app")].flatMap((app) => [...app.querySelectorAll(parts)]);
          window.words = window.standing.map((node) => [node.localName, node.textContent.replace(/\s+/g, " ").trim()]);
          return window.standing.length;
        }, parts);
        assert.ok(count > 20, `${count} nodes`);
        visit.release();
        await ready(page);
        if (address.startsWith("/?") || address === "/") await whole(page);
        await page.waitForFunction(() => document.documentElement.hasAttribute("data-fonts"));
        const gone = await page.evaluate(() =>
          window.standing.flatMap((node, at) => (node.isConnected ? [] : [window.words[at].join(": ").slice(0, 60)])),
        );
        assert.deepEqual(gone, []);
        const changed = await page.evaluate(() => {
          const same = (node) => node.textContent.replace(/\s+/g, " ").trim();
          return window.standing.flatMap((node, at) => {
            const [tag, words] = window.words[at];
            return ["a", "h1", "h2", "li", "td", "p"].includes(tag) && same(node) !== words ? [`${words} → ${same(node)}`] : [];
          });
        });
        assert.deepEqual(changed, []);
        assert.ok((await page.evaluate(() => window.moved)) < 0.1, `moved by ${await page.evaluate(() => window.moved)}`);
        await end(visit);
      });
    }
  }
});

describe("a page that the app fills grows where nobody looks", () => {
  for (const address of ["/noi", "/salvati", "/agenda", "/?view=map", "/scheda/adozione"]) {
    it(address, async () => {
      const visit = await beforeApp(address);
      const { page } = visit;
      visit.release();
      await ready(page);
      await page.waitForFunction(() => document.documentElement.hasAttribute("data-fonts"));
      assert.ok((await page.evaluate(() => window.moved)) < 0.1, `moved by ${await page.evaluate(() => window.moved)}`);
      await end(visit);
    });
  }
});

describe("what is done before the app is there counts", () => {
  it("words typed are searched, and the focus stays", async () => {
    const visit = await beforeApp("/");
    const { page, release } = visit;
    await page.getByTestId("search-input").fill("bari");
    release();
    await ready(page);
    await page.waitForURL(/q=bari/);
    assert.equal(await page.getByTestId("search-input").inputValue(), "bari");
    assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), "search-input");
    assert.match(await new Finder(page).cards.first().textContent(), /Bari/);
    await end(visit);
  });

  it("a button pressed is pressed again", async () => {
    const visit = await beforeApp("/");
    const { page, release } = visit;
    await page.getByRole("button", { name: /^Filtri/ }).click();
    release();
    await page.locator("dialog#filtri[open] [data-testid^=facet-kind-]").first().waitFor();
    await end(visit);
  });

  it("a link followed is followed", async () => {
    const visit = await beforeApp("/");
    const { page, release } = visit;
    await page.locator('[data-id="fh-senago"] a, .card a').first().click();
    await page.getByTestId("place-page").or(page.getByTestId("activity-page")).first().waitFor();
    release();
    await ready(page);
    await end(visit);
  });
});

it("without scripts nothing is offered that only the app can do", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...PHONE });
  const page = await context.newPage();
  await page.goto(server.url);
  assert.equal(await page.getByRole("button", { name: "Vicino a me" }).isVisible(), false);
  assert.equal(await page.getByText("Condividi").isVisible(), false);
  await page.getByTestId("search-input").fill("senago");
  await page.getByTestId("search-input").press("Enter");
  await page.waitForURL(/q=senago/);
  await page.locator('[data-id="fh-senago"] a').first().click();
  await page.getByTestId("place-page").waitFor();
  assert.equal(await page.getByRole("button", { name: "Salva" }).isVisible(), false);
  await context.close();
});
