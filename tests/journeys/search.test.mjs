// Searching as families do: suggestions, chips, filters, help when nothing is found; by keyboard and by touch.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clean, DESK, keptForOffline, nothingToFix, openAt, PHONE, ready, stage } from "./harness.mjs";
import { Finder } from "./pages.mjs";

let server, browser;
stage((started) => ({ server, browser } = started));

async function visit(device, address, extra) {
  const visited = await openAt(browser, server, address, device, extra);
  return { ...visited, finder: new Finder(visited.page) };
}

const parameters = (page) => new URL(page.url()).searchParams;

describe("suggestions", () => {
  it("are walked and taken by keyboard while the focus stays in the box", async () => {
    const visited = await visit(DESK);
    const { finder, page } = visited;
    await finder.search.focus();
    await page.keyboard.type("compiti");
    await finder.suggestions.first().filter({ hasText: "Aiuto con lo studio" }).waitFor();
    // More may come while a part of the app is still on its way.
    const read = () => finder.suggestions.allInnerTexts();
    let lines = await read();
    assert.ok(lines.length <= 8, String(lines));
    assert.equal(await finder.reached(), null);
    await page.keyboard.press("ArrowDown");
    assert.match(await finder.reached(), /Aiuto con lo studio/);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    lines = await read();
    assert.equal(await finder.reached(), lines.at(-1));
    await nothingToFix(page);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.ok(await finder.search.evaluate((box) => box === document.activeElement));
    await page.keyboard.press("Enter");
    await finder.chip("Aiuto con lo studio").waitFor();
    assert.equal(parameters(page).get("topic"), "sostegno-allo-studio");
    assert.equal(await finder.suggestions.count(), 0);
    await page.keyboard.type("a");
    await finder.suggestions.first().waitFor();
    await page.keyboard.press("Escape");
    await finder.suggestions.first().waitFor({ state: "detached" });
    await clean(visited);
  });

  it("name topics, comuni, places and activities, and a touch leads there", async () => {
    const visited = await visit(PHONE);
    const { finder, page } = visited;
    await finder.type("senago");
    await finder.suggestions.first().waitFor();
    const lines = (await finder.suggestions.allInnerTexts()).join("\n");
    assert.match(lines, /Senago\s*Comune/);
    assert.match(lines, /Family Hub Senago/);
    await finder.suggestions.filter({ hasText: /Senago\s*Comune/ }).tap();
    await finder.chip("Vicino a Senago").waitFor();
    assert.equal((await finder.places())[0], "fh-senago");
    await page.goto(server.url);
    await ready(page);
    await finder.type("compiti in comp");
    await finder.suggestions.filter({ hasText: "Compiti in compagnia" }).tap();
    await page.waitForFunction(() => location.pathname === "/attivita/esempio-bollate-compiti");
    await clean(visited);
  });

  it("of an empty box are the last five searches, kept on the device and forgotten at once", async () => {
    const visited = await visit(PHONE);
    const { finder, page, context } = visited;
    const sent = [];
    context.on("request", (request) => sent.push(request.url()));
    const words = ["affido", "nonni", "compiti", "spid", "neo papà", "ludoteca"];
    for (const one of words) {
      await finder.search.fill(one);
      await finder.search.press("Enter");
    }
    await page.reload();
    await ready(page);
    await finder.search.fill("");
    await finder.search.tap();
    await finder.suggestions.first().waitFor();
    assert.deepEqual((await finder.suggestions.allInnerTexts()).map((line) => line.trim()), words.slice(1).reverse());
    await page.getByRole("button", { name: /Cancella le ricerche/ }).tap();
    await finder.suggestions.first().waitFor({ state: "detached" });
    await page.reload();
    await ready(page);
    await finder.search.fill("");
    await finder.search.tap();
    assert.equal(await finder.suggestions.count(), 0);
    assert.deepEqual(sent.filter((url) => url.includes("/api/v1/search")), []);
    await clean(visited);
  });
});

describe("what was understood", () => {
  it("in words stands as chips, and each can be taken back", async () => {
    const visited = await visit(PHONE);
    const { finder, page } = visited;
    await finder.type("spazio gioco bollate 2 anni");
    await finder.chip("Vicino a Bollate").waitFor();
    await finder.chip(/Età: 2 anni/).waitFor();
    await finder.search.press("Enter");
    // What is real, in Bollate itself or the play space of the next town, stands before the example in Bollate.
    const ids = await finder.ids();
    const [real, example] = ["fh-novate-spazio-gioco", "esempio-bollate-gioco-0-3"].map((id) => ids.indexOf(id));
    assert.ok(real >= 0 && real < 3 && example > real, String(ids.slice(0, 6)));
    assert.ok(!ids[0].startsWith("esempio-"), ids[0]);
    await finder.chip("Vicino a Bollate").tap();
    await finder.chip("Vicino a Bollate").waitFor({ state: "detached" });
    assert.equal(await finder.search.inputValue(), "spazio gioco 2 anni");
    await finder.chip(/Età/).tap();
    await finder.chip(/Età/).waitFor({ state: "detached" });
    assert.equal(await finder.search.inputValue(), "spazio gioco");
    assert.equal(parameters(page).get("q"), "spazio gioco");
    await clean(visited);
  });

  it("of a comune without a place is what serves it, and says so", async () => {
    const visited = await visit(PHONE, "/?near=Sabbioneta&what=place");
    const { finder, page } = visited;
    const badge = finder.cards.filter({ hasText: "Serve il tuo comune" });
    await badge.first().waitFor();
    assert.ok(await badge.evaluateAll((cards) => cards.every((card) => card.dataset.id.startsWith("fam-"))));
    await nothingToFix(page);
    await clean(visited);
  });
});

describe("filters", () => {
  it("keep focus, scroll and what was opened, show what would give nothing, and know what is not known", async () => {
    const visited = await visit(DESK);
    const { finder, page } = visited;
    await page.getByRole("button", { name: /^Filtri/ }).click();
    const sheet = page.getByRole("dialog");
    const languages = sheet.getByText("Lingua parlata");
    await languages.scrollIntoViewIfNeeded();
    await languages.click();
    const unknown = finder.facet("language", "unknown");
    await unknown.waitFor();
    assert.match(await unknown.innerText(), /non not[oae]/i);
    const tick = unknown.getByRole("checkbox");
    await tick.focus();
    const scrolled = () => sheet.locator(".sheet-body").evaluate((body) => body.scrollTop);
    const before = await scrolled();
    const others = await finder.facet("language", "ar").innerText();
    await page.keyboard.press("Space");
    await page.waitForFunction(() => location.search.includes("language=unknown"));
    assert.ok(await tick.evaluate((box) => box === document.activeElement && box.checked));
    assert.equal(await scrolled(), before);
    assert.ok(await unknown.isVisible());
    // The counts of a list stand within the other lists, not within its own choice.
    assert.equal(await finder.facet("language", "ar").innerText(), others);
    const clinic = finder.facet("kind", "themed_house");
    await page.keyboard.press("Space");
    await page.waitForFunction(() => !location.search.includes("language"));
    await page.goto(`${server.url}/?network=familiarizzare`);
    await ready(page);
    await page.getByRole("button", { name: /^Filtri/ }).click();
    await clinic.waitFor();
    assert.match(await clinic.innerText(), /\b0\b/);
    assert.ok(await clinic.isVisible());
    await nothingToFix(page);
    await clean(visited);
  });

  it("and words come back with back and forward, and with a reload without the network", async () => {
    const visited = await visit(PHONE);
    const { finder, page, context } = visited;
    await finder.type("anziani");
    await page.waitForFunction(() => location.search.includes("anziani"));
    await finder.search.press("Escape");
    await page.getByRole("button", { name: /^Filtri/ }).tap();
    await finder.facet("what", "activity").tap();
    await page.waitForFunction(() => location.search.includes("what=activity"));
    await finder.facet("network", "hug-cremona").tap();
    await page.waitForFunction(() => location.search.includes("network=hug-cremona"));
    const narrow = [page.url(), await finder.ids()];
    await page.goBack();
    await page.waitForFunction(() => !location.search.includes("network"));
    const wide = await finder.ids();
    assert.ok(wide.length > narrow[1].length);
    await page.goForward();
    await page.waitForFunction(() => location.search.includes("network=hug-cremona"));
    assert.deepEqual([page.url(), await finder.ids()], narrow);
    await keptForOffline(page);
    await context.setOffline(true);
    await page.reload();
    await ready(page);
    await finder.cards.first().waitFor();
    assert.deepEqual([page.url(), await finder.ids()], narrow);
    assert.equal(await finder.search.inputValue(), "anziani");
    await clean(visited);
  });
});

describe("no result", () => {
  it("says what to leave out and what that gives", async () => {
    const visited = await visit(PHONE, "/?q=compiti&kind=themed_house&network=hug-cremona");
    const { finder, page } = visited;
    assert.match(await finder.count.innerText(), /Nessun risultato/);
    await nothingToFix(page);
    const said = await finder.loosen.first().innerText();
    const promised = Number(/: (\d+)/.exec(said)[1]);
    assert.ok(promised > 0, said);
    await finder.loosen.first().tap();
    await finder.counted(promised);
    await clean(visited);
  });

  it("within a radius shows the nearest beyond it and whom to call", async () => {
    const visited = await visit(PHONE, "/?near=20030&radius_km=2&kind=spoke");
    const { finder, page } = visited;
    assert.match(await finder.count.innerText(), /Nessun risultato/);
    await page.getByText("Un po’ più lontano").waitFor();
    assert.ok((await finder.cards.count()) > 0);
    const call = page.getByRole("link", { name: /Chiedi a Family Hub Senago.*348/ });
    assert.match(await call.getAttribute("href"), /^tel:\+39/);
    await clean(visited);
  });

  it("for words that are only misspelt offers the right ones", async () => {
    const visited = await visit(PHONE);
    const { finder, page } = visited;
    await finder.type("consultroio");
    await finder.search.press("Enter");
    const offer = page.getByRole("button", { name: /Forse cercavi “consultorio”/ });
    await offer.tap();
    await page.waitForFunction(() => document.querySelector("[data-testid=search-input]").value === "consultorio");
    assert.ok((await finder.cards.count()) > 0);
    await clean(visited);
  });
});

describe("the page and the server", () => {
  it("give the same records in the same order", async () => {
    const visited = await visit(DESK, "/", { now: new Date() });
    const { finder, page } = visited;
    for (const query of [
      "q=compiti",
      "q=consultorio+bollate",
      "q=help+with+homework",
      "q=alattamento",
      "q=attivit%C3%A0+2+anni",
      "q=over+65&network=family-hub-garbagnate",
      "near=26100&order=near",
      "near=Sabbioneta&what=place",
      "q=mio+figlio+non+parla",
      "topic=anziani&free=true&language=unknown,it",
      "q=%D8%A7%D9%84%D8%B1%D8%B6%D8%A7%D8%B9%D8%A9",
    ]) {
      const answer = await (await fetch(`${server.url}/api/v1/search?${query}&limit=20`)).json();
      await page.goto(`${server.url}/?${query}`);
      await ready(page);
      await finder.cards.first().waitFor();
      await finder.counted(answer.total);
      assert.deepEqual(await finder.ids(), answer.results.map((result) => result.id), query);
    }
    await clean(visited);
  });

  it("answer what cannot be typed", async () => {
    const visited = await visit(PHONE, "/?q=%F0%9F%A6&near=%ED%A0%80");
    const { finder, page } = visited;
    assert.match(await finder.count.innerText(), /\d|Nessun/);
    for (const words of ["\ud800", "a\udfff\udfff", "\u202e\u200foirotlusnoc", "\u0000\u0007", "🦄👪‍👧", "consultroio ".repeat(900)]) {
      await finder.search.evaluate((box, value) => {
        box.value = value;
        box.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }, words);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      assert.match(await finder.count.innerText(), /\d|Nessun/);
    }
    await clean(visited);
  });
});
