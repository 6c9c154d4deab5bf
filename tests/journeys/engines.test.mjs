// The ten main tasks of a family in the three engines that phones have, on a window of 390 × 844.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { ENGINES } from "./engines.mjs";
import { Server } from "./harness.mjs";

const id = (name) => `[data-testid="${name}"]`;
const SEARCH = id("search-input");
const PLACE = `${id("result-card")}[data-type="place"]`;
const DATE = id("occurrence");

/** The first place of the list, in the page. */
const firstPlace = (wanted) => document.querySelector('[data-testid="result-card"][data-type="place"]')?.dataset.id === wanted;

for (const [engine, start] of Object.entries(ENGINES)) {
  describe(engine, () => {
    let server, browser, page;
    before(async () => {
      server = await Server.start();
      browser = await start();
    });
    after(async () => {
      await browser?.end();
      await server?.end();
    });
    beforeEach(async () => {
      page = await browser.page(server);
    });
    afterEach(() => browser.leave(page));

    it("finds while it is typed, also with a slip", async () => {
      await page.open("/");
      await page.write(SEARCH, "sengo");
      await page.until(firstPlace, "fh-senago");
      assert.ok(await page.look(() => document.documentElement.scrollWidth <= innerWidth), "scrolls sideways");
    });

    it("takes a suggestion by the keyboard", async () => {
      await page.open("/");
      await page.tap(SEARCH);
      await page.write(SEARCH, "Suzz");
      await page.until(() => document.querySelectorAll('[role="listbox"] [role="option"]').length > 0);
      await page.press("ArrowDown");
      await page.press("Enter");
      await page.until(() => location.search.includes("near=020065"));
      await page.until(() => document.querySelectorAll(".distance").length > 0);
    });

    it("opens a place and comes back to the same list", async () => {
      await page.open("/?q=senago");
      await page.until(firstPlace, "fh-senago");
      await page.tap(`${PLACE} a`);
      await page.until(() => /Senago/.test(document.querySelector('[data-testid="place-page"] h1')?.innerText ?? ""));
      assert.match(await page.look(() => location.pathname), /\/sede\/fh-senago$/);
      await page.back();
      await page.until(firstPlace, "fh-senago");
      assert.equal(await page.look((box) => document.querySelector(box).value, SEARCH), "senago");
    });

    it("narrows by kind and takes it back", async () => {
      await page.open("/?kind=themed_house");
      const few = await page.look((card) => document.querySelectorAll(card).length, PLACE);
      assert.ok(few > 0 && few <= 4, `${few} themed houses`);
      await page.tap('.chips-row .chip.is-on');
      await page.until((card, before) => document.querySelectorAll(card).length > before, PLACE, few);
      assert.equal(await page.look(() => location.search), "");
    });

    it("shows the places on a map", async () => {
      await page.open("/?near=20030&view=map");
      await page.until(() => document.querySelectorAll('[data-testid="marker"]').length > 0);
    });

    it("goes through the days and opens a date", async () => {
      await page.open("/agenda");
      await page.until((date) => document.querySelectorAll(date).length > 3, DATE);
      await page.tap(`${DATE} a`);
      await page.until(() => document.querySelectorAll('[data-testid="activity-page"] h1').length > 0);
    });

    it("saves a place that is there after a reload", async () => {
      await page.open("/sede/fh-senago");
      await page.tap("main button[aria-pressed]");
      await page.open("/salvati");
      await page.until(() => /Senago/.test(document.querySelector("main").innerText));
      await page.reload();
      await page.until(() => /Senago/.test(document.querySelector("main")?.innerText ?? ""));
    });

    it("shows whom to call in danger and leaves at once", async () => {
      await page.open("/");
      await page.write(SEARCH, "mio marito mi picchia");
      await page.until(() => document.querySelectorAll('[data-testid="danger-card"] a[href="tel:1522"]').length > 0);
      assert.ok(!/picchia/.test(await page.look(() => document.title)));
      // What stands behind the button leads to a page of somebody else, which no test may ask.
      assert.ok(await page.look(() => document.querySelector('[data-testid="quick-exit"]').getClientRects().length > 0));
    });

    it("speaks Arabic from right to left", async () => {
      await page.open("/ar/");
      assert.deepEqual(await page.look(() => [document.documentElement.lang, document.documentElement.dir]), ["ar", "rtl"]);
      assert.ok(await page.look(() => /[\u0600-\u06ff]/.test(document.querySelector("h1").innerText)));
      assert.ok(await page.look(() => document.documentElement.scrollWidth <= innerWidth), "scrolls sideways");
    });

    it("keeps letters and colours that were chosen", async () => {
      await page.open("/");
      await page.tap(".look summary");
      await page.tap('input[name="look-colours"][value="dark"]');
      const dark = () => getComputedStyle(document.body).backgroundColor;
      const chosen = await page.look(dark);
      await page.open("/agenda");
      assert.equal(await page.look(dark), chosen);
      assert.notEqual(chosen, "rgb(255, 255, 255)");
    });

    it("answers with the server gone", async () => {
      await page.open("/");
      await page.until(async () => {
        const names = await caches.keys();
        const stores = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
        const paths = stores.flat().map((request) => new URL(request.url).pathname);
        return [/\/shell$/, /\/pkg\/later-/, /\/pkg\/thesaurus-/].every((one) => paths.some((path) => one.test(path)));
      });
      await server.stop();
      try {
        await page.open("/");
        await page.write(SEARCH, "senago");
        await page.until(firstPlace, "fh-senago");
        await page.until(() => document.querySelectorAll('[data-testid="offline-badge"]').length > 0);
      } finally {
        await server.start();
      }
    });
  });
}
