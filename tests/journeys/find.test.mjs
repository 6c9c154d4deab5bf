// A family finds a hub: as they type, near a comune, narrowed, in the list and on the map, on the page of a place.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clean, DESK, NOW, open, openAt, PHONE, ready, stage, TABLET } from "./harness.mjs";
import { Finder, PlacePage } from "./pages.mjs";

let server, browser;
stage((started) => ({ server, browser } = started));

async function visit(device, address, extra) {
  const visited = await openAt(browser, server, address, device, extra);
  return { ...visited, finder: new Finder(visited.page) };
}

for (const [name, device] of [
  ["phone", PHONE],
  ["tablet", TABLET],
]) {
  describe(`on a ${name}`, () => {
    it("lists the 46 places of the six networks", async () => {
      const visited = await visit(device, "/?what=place");
      const { finder, page } = visited;
      assert.match(await finder.count.innerText(), /\b46\b/);
      assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
      assert.ok(await page.getByRole("list", { name: "Risultati" }).isVisible());
      await clean(visited);
    });

    for (const [words, wanted] of [
      ["senago", "fh-senago"],
      ["20030", "fh-senago"],
      ["centro famiglia bari", /^bari-csf-/],
      ["consultorio", "fh-consultorio-bollate"],
      ["sengo", "fh-senago"],
    ]) {
      it(`finds by "${words}" while it is typed`, async () => {
        const visited = await visit(device);
        const { finder, page } = visited;
        await finder.type(words);
        await page.waitForFunction(
          (pattern) =>
            [...document.querySelectorAll('[data-testid="result-card"][data-type="place"]')]
              .slice(0, 3)
              .some((card) => new RegExp(pattern).test(card.dataset.id)),
          wanted instanceof RegExp ? wanted.source : `^${wanted}$`,
          { timeout: 5000 },
        );
        await clean(visited);
      });
    }

    it("opens a place from its card and comes back to the same list", async () => {
      const visited = await visit(device, "/?q=senago");
      const { finder, page } = visited;
      const first = (await finder.places())[0];
      await finder.card(first).getByRole("link").first().click();
      const place = new PlacePage(page);
      await place.title.waitFor();
      assert.match(page.url(), new RegExp(`/sede/${first}`));
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
      assert.match(await page.title(), /Senago/);
      await page.goBack();
      await finder.cards.first().waitFor();
      assert.equal((await finder.places())[0], first);
      assert.equal(await finder.search.inputValue(), "senago");
      await clean(visited);
    });

    it("goes nearest first from a position, with distances", async () => {
      const visited = await visit(device, "/", {
        geolocation: { latitude: 45.576, longitude: 9.127 },
        permissions: ["geolocation"],
      });
      const { finder, page } = visited;
      await page.getByRole("button", { name: /vicino a me/i }).click();
      await page.waitForFunction(() => /\bkm\b|\bm\b/.test(document.querySelector(".distance")?.textContent ?? ""));
      const places = await finder.places();
      assert.equal(places[0], "fh-senago");
      const metres = await page.locator(".distance").evaluateAll((all) =>
        all.map((one) => {
          const [, number, unit] = /([\d.,]+)\s*(km|m)/.exec(one.textContent) ?? [];
          return Number(number?.replace(".", "").replace(",", ".")) * (unit === "km" ? 1000 : 1);
        }),
      );
      assert.deepEqual(metres, [...metres].sort((a, b) => a - b));
      await clean(visited);
    });

    it("shows list and map, one at a time on a phone and both on a tablet", async () => {
      const visited = await visit(device, "/?near=Senago");
      const { finder, page } = visited;
      if (device === PHONE) {
        assert.ok(await finder.cards.first().isVisible());
        assert.ok(!(await finder.map.isVisible()));
        await page.getByRole("button", { name: "Mappa" }).click();
        await finder.markers.first().waitFor();
        assert.ok(!(await finder.cards.first().isVisible()));
        assert.match(page.url(), /map/);
        await page.getByRole("button", { name: "Lista" }).click();
        assert.ok(await finder.cards.first().isVisible());
      } else {
        await finder.markers.first().waitFor();
        assert.ok(await finder.cards.first().isVisible());
      }
      await clean(visited);
    });

    it("narrows by kind, network and topic, and the address keeps it", async () => {
      const visited = await visit(device);
      const { finder, page } = visited;
      const openFilters = page.getByRole("button", { name: /filtri/i });
      await openFilters.click();
      await finder.facet("kind", "themed_house").click();
      await page.getByRole("button", { name: /mostra|vedi|chiudi/i }).last().click();
      await page.waitForFunction(() => {
        const cards = [...document.querySelectorAll('[data-testid="result-card"][data-type="place"]')];
        return cards.length > 0 && cards.length <= 4;
      });
      const before = await finder.ids();
      assert.match(page.url(), /kind=themed_house/);
      const other = await visit(device, new URL(page.url()).pathname + new URL(page.url()).search);
      assert.deepEqual(await other.finder.ids(), before);
      await clean(other);
      await clean(visited);
    });
  });
}

it("a page that is left while its map zooms leaves nothing behind", async () => {
  const visited = await open(browser, server, DESK);
  const { page } = visited;
  const finder = new Finder(page);
  // Pictures stand still, so that only the timer can end the zoom.
  const browserTools = await page.context().newCDPSession(page);
  await browserTools.send("Animation.enable");
  await browserTools.send("Animation.setPlaybackRate", { playbackRate: 0 });
  await page.clock.install({ time: NOW });
  await page.goto(`${server.url}/?near=Senago`);
  await ready(page);
  await finder.markers.first().waitFor();
  await page.clock.pauseAt(new Date(NOW.getTime() + 600_000));
  await page.locator(".leaflet-container").focus();
  await page.keyboard.press("-");
  // The zoom begins with the next picture and ends a quarter of a second later.
  await page.clock.runFor(32);
  await page.waitForSelector(".leaflet-zoom-anim", { state: "attached" });
  await finder.cards.first().getByRole("link").first().click();
  await page.getByTestId("place-page").waitFor();
  await page.clock.runFor(1_000);
  await clean(visited);
});

describe("the page of a place", () => {
  it("tells what, whose, where and how exact, contacts, hours, hub, sources and age", async () => {
    const visited = await visit(DESK, "/sede/fh-bollate");
    const { page } = visited;
    const text = await page.getByTestId("place-page").innerText();
    for (const wanted of [
      /Family Hub Bollate/,
      /Comuni Insieme/,
      /Via Monte Grappa/,
      /Bollate/,
      /posizione|punto/i,
      /331\s6673644/,
      /2018/,
      /da verificare|chiama/i,
    ]) {
      assert.match(text, wanted);
    }
    assert.equal(await page.locator('a[href="tel:+393316673644"]').count() > 0, true);
    await clean(visited);
  });

  it("says that unknown hours are unknown, never closed", async () => {
    const visited = await visit(PHONE, "/sede/fh-consultorio-bollate");
    const place = new PlacePage(visited.page);
    assert.equal(await place.openState.getAttribute("data-state"), "unknown");
    assert.match(await place.openState.innerText(), /non noti/i);
    await clean(visited);
  });

  it("is found by its address without the app's scripts", async () => {
    const context = await browser.newContext({ ...PHONE, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${server.url}/sede/fh-senago`);
    assert.match(await page.getByRole("heading", { level: 1 }).innerText(), /Senago/);
    assert.ok(await page.getByTestId("place-page").isVisible());
    await context.close();
  });
});

describe("the finder is used by keyboard", () => {
  it("reaches search, results and a place with Tab and Enter only", async () => {
    const visited = await visit(DESK);
    const { page, finder } = visited;
    await page.keyboard.press("Tab");
    assert.match(await page.evaluate(() => document.activeElement.textContent), /contenuto/i);
    await finder.search.focus();
    await page.keyboard.type("senago");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.querySelector('[data-testid="result-card"]')?.dataset.id);
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => Boolean(document.activeElement.closest('[data-testid="result-card"]')))) break;
    }
    assert.ok(await page.evaluate(() => Boolean(document.activeElement.closest('[data-testid="result-card"]'))));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await clean(visited);
  });

  it("reaches a marker by Tab and opens it by Enter", async () => {
    const visited = await visit(DESK, "/?near=Bari");
    const { page, finder } = visited;
    await finder.markers.first().waitFor();
    const marker = finder.markers.first();
    assert.ok((await marker.getAttribute("aria-label")) || (await marker.innerText()));
    await marker.focus();
    assert.ok(await marker.evaluate((element) => element === document.activeElement));
    await page.keyboard.press("Enter");
    await clean(visited);
  });
});

describe("nonsense", () => {
  for (const words of ["<script>alert(1)</script>", "'; drop table places; --", "🦄🦄🦄", "x".repeat(10_000)]) {
    it(`answers ${words.slice(0, 20)} with results or none, never an error`, async () => {
      const visited = await visit(PHONE);
      await visited.finder.search.fill(words);
      await visited.page.waitForTimeout(200);
      assert.match(await visited.finder.count.innerText(), /\d|nessun/i);
      await clean(visited);
    });
  }
});
