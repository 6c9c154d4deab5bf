// The app comes in several files. The finder does without all but the first, however long they take; what needs another
// one waits for it, or says that it is missing.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DESK, keptForOffline, open, PHONE, ready, stage } from "./harness.mjs";
import { Finder, HouseholdPage } from "./pages.mjs";

const INPUT = "**/pkg/input-*.wasm";
const LATER = "**/pkg/later-*.wasm";

let server, browser;
stage((started) => ({ server, browser } = started));

// The worker is kept out by the test itself, and that is told on the console.
const faults = (seen) => [...seen.console.filter((line) => !line.includes("blocked by Playwright")), ...seen.foreign];

/** A page for which a file waits until `release` is called. */
async function heldBack(device = PHONE, path = "/", file = LATER) {
  const opened = await open(browser, server, device, { serviceWorkers: "block" });
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await opened.page.route(file, async (route) => {
    await released;
    await route.continue();
  });
  await opened.page.goto(server.url + path, { waitUntil: "commit" });
  return { ...opened, release, finder: new Finder(opened.page) };
}

describe("while the second file is on its way", () => {
  for (const [name, device] of [
    ["phone", PHONE],
    ["desk", DESK],
  ]) {
    it(`search, filters, when and languages answer on a ${name}`, async () => {
      const { context, page, seen, finder, release } = await heldBack(device);
      await ready(page);
      await finder.cards.first().waitFor();
      await page.getByTestId("search-input").fill("senago");
      await finder.card("fh-senago").waitFor();
      await page.getByTestId("search-input").fill("xyzzy");
      await page.getByText(/nessun/i).first().waitFor();
      await page.getByTestId("search-input").fill("");
      await finder.cards.first().waitFor();
      await page.getByRole("button", { name: /^Filtri/ }).click();
      const option = page.locator("dialog[open] [data-testid^=facet-kind-]").first();
      await option.click();
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Quando?" }).click();
      await page.locator("dialog[open]").getByRole("button", { name: "Oggi" }).click();
      await page.keyboard.press("Escape");
      await page.waitForURL(/kind=|from=/);
      await page.goBack();
      await finder.cards.first().waitFor();
      assert.deepEqual(faults(seen), []);
      release();
      await context.close();
    });
  }

  it("the page stays that was there, and the next one comes with the file", async () => {
    const { context, page, seen, finder, release } = await heldBack();
    await ready(page);
    await finder.card("fh-senago").getByRole("link").first().click();
    assert.equal(new URL(page.url()).pathname, "/");
    assert.equal(await finder.cards.first().isVisible(), true);
    release();
    await page.getByTestId("place-page").waitFor();
    assert.equal(new URL(page.url()).pathname, "/sede/fh-senago");
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
    assert.deepEqual(faults(seen), []);
    await context.close();
  });

  it("a page opened by its address keeps the server's words until then", async () => {
    const { context, page, seen, release } = await heldBack(PHONE, "/sede/fh-senago");
    await page.getByRole("heading", { level: 1, name: /Senago/ }).waitFor();
    release();
    await ready(page);
    await page.getByTestId("place-page").waitFor();
    assert.deepEqual(faults(seen), []);
    await context.close();
  });

  it("the map comes with the file", async () => {
    const { context, page, release } = await heldBack(DESK);
    await ready(page);
    assert.equal(await page.getByTestId("map").count(), 0);
    release();
    await page.getByTestId("map").waitFor();
    await context.close();
  });
});

describe("while what answers to a person is on its way", () => {
  it("the finder is there, and what was typed and pressed meanwhile counts", async () => {
    const { context, page, seen, finder, release } = await heldBack(PHONE, "/", INPUT);
    await ready(page);
    await finder.cards.first().waitFor();
    const all = await finder.cards.count();
    await page.getByTestId("search-input").fill("senago");
    await page.getByRole("button", { name: "Quando?" }).click();
    assert.equal(await finder.cards.count(), all);
    assert.equal(await page.locator("dialog[open]").count(), 0);
    release();
    await page.locator("dialog[open]").waitFor();
    await page.waitForURL(/q=senago/);
    await finder.card("fh-senago").waitFor();
    assert.deepEqual(faults(seen), []);
    await context.close();
  });

  it("an address with a question keeps the server's answer until then", async () => {
    const { context, page, seen, finder, release } = await heldBack(PHONE, "/?q=senago", INPUT);
    await finder.card("fh-senago").waitFor();
    release();
    await ready(page);
    assert.equal(await page.getByTestId("search-input").inputValue(), "senago");
    await finder.card("fh-senago").waitFor();
    assert.deepEqual(faults(seen), []);
    await context.close();
  });

  it("without it nothing breaks, and that is said", async () => {
    const { context, page, seen } = await open(browser, server, PHONE, { serviceWorkers: "block" });
    const finder = new Finder(page);
    await page.route(INPUT, (route) => route.abort());
    await page.goto(server.url);
    await ready(page);
    await page.getByRole("button", { name: "Quando?" }).click();
    await page.getByText("Questa parte non è ancora su questo dispositivo").waitFor();
    assert.equal(await finder.cards.first().isVisible(), true);
    await page.unroute(INPUT);
    await page.getByRole("button", { name: "Quando?" }).click();
    await page.locator("dialog[open]").waitFor();
    assert.deepEqual(faults(seen), []);
    await context.close();
  });
});

describe("the code of kiosk and orientation", () => {
  it("is fetched by whoever opens such a page, and by nobody else", async () => {
    const { context, page, seen } = await open(browser, server, PHONE, { serviceWorkers: "block" });
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    const fetched = () => asked.some((path) => /\/pkg\/kiosk-[^/]*\.wasm$/.test(path));
    await page.goto(`${server.url}/sede/fh-senago`);
    await ready(page);
    await page.goto(server.url);
    await ready(page);
    await new Finder(page).cards.first().waitFor();
    assert.equal(fetched(), false);
    await page.goto(`${server.url}/orienta`);
    await ready(page);
    await page.getByTestId("orientation-question").waitFor();
    assert.equal(fetched(), true);
    assert.deepEqual(faults(seen), []);
    await context.close();
  });

  it("is on the device once it was used", async () => {
    const { context, page } = await open(browser, server, PHONE);
    await page.goto(`${server.url}/orienta`);
    await ready(page);
    await keptForOffline(page);
    const kept = () =>
      page.evaluate(async () => {
        const stores = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
        return stores.flat().some((request) => /\/pkg\/kiosk-[^/]*\.wasm$/.test(new URL(request.url).pathname));
      });
    const deadline = Date.now() + 30_000;
    while (!(await kept())) {
      assert.ok(Date.now() < deadline, "not on the device");
      await page.waitForTimeout(100);
    }
    await context.setOffline(true);
    await page.goto(`${server.url}/orienta`);
    await ready(page);
    await page.getByTestId("orientation-question").waitFor();
    await context.close();
  });
});

describe("when the second file cannot be had", () => {
  it("that is said, nothing breaks, and another try succeeds", async () => {
    const { context, page, seen } = await open(browser, server, PHONE, { serviceWorkers: "block" });
    const finder = new Finder(page);
    await page.route(LATER, (route) => route.abort());
    await page.goto(server.url);
    await ready(page);
    await finder.card("fh-senago").getByRole("link").first().click();
    await page.getByText("Questa parte non è ancora su questo dispositivo").waitFor();
    await page.getByTestId("search-input").fill("bollate");
    await finder.card("fh-bollate").waitFor();
    await page.keyboard.press("Escape");
    await page.unroute(LATER);
    await finder.card("fh-bollate").getByRole("link").first().click();
    await page.getByTestId("place-page").waitFor();
    assert.deepEqual(faults(seen), []);
    await context.close();
  });

  it("a try that began before does not stand for the one that is wanted now", async () => {
    const { context, page, seen } = await open(browser, server, PHONE, { serviceWorkers: "block" });
    const finder = new Finder(page);
    let fail, tries = 0;
    const failed = new Promise((resolve) => (fail = resolve));
    await page.route(LATER, async (route) => {
      tries += 1;
      if (tries > 1) return route.continue();
      await failed;
      await route.abort();
    });
    const begun = page.waitForRequest(LATER);
    await page.goto(server.url);
    await ready(page);
    await begun;
    await finder.card("fh-senago").getByRole("link").first().click();
    fail();
    await page.getByTestId("place-page").waitFor();
    assert.equal(tries, 2);
    assert.deepEqual(faults(seen), []);
    await context.close();
  });

  it("a page opened by its address stays as the server wrote it", async () => {
    const { context, page } = await open(browser, server, PHONE, { serviceWorkers: "block" });
    await page.route(LATER, (route) => route.abort());
    await page.goto(`${server.url}/sede/fh-senago`);
    await page.getByText("Questa parte non è ancora su questo dispositivo").waitFor();
    await page.getByRole("heading", { level: 1, name: /Senago/ }).waitFor();
    await context.close();
  });

  it("somebody who has told of a household finds all the same, without a word about it", async () => {
    const { context, page, seen } = await open(browser, server, PHONE, { serviceWorkers: "block" });
    const [finder, home] = [new Finder(page), new HouseholdPage(page)];
    await page.goto(`${server.url}/noi`);
    await ready(page);
    await home.addChild("Zefirino", "2025-03");
    await page.goto(server.url);
    await ready(page);
    await page.getByTestId("suits").first().waitFor();
    await page.route(LATER, (route) => route.abort());
    await page.reload();
    await ready(page);
    await finder.search.fill("senago");
    await finder.card("fh-senago").waitFor();
    assert.equal(await page.getByTestId("suits").count(), 0);
    assert.deepEqual(faults(seen), []);
    // It is not forgotten: with the file it is there again.
    await page.unroute(LATER);
    await page.goto(server.url);
    await page.getByTestId("suits").first().waitFor();
    await context.close();
  });
});
