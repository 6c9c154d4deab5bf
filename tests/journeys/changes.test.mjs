// An open page follows what changes: on the server, in another tab, in how the page is translated by the browser.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, describe, it } from "node:test";
import { freePort, imported, launch, NOW, openAt, PHONE, ready, Server } from "./harness.mjs";
import { Finder, SavedPage } from "./pages.mjs";

const EXAMPLE = "esempio-senago-italiano-mamme";

let server, browser, admin;
before(async () => {
  admin = await freePort();
  server = await Server.start("--admin-listen", `127.0.0.1:${admin}`);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.end();
});

const visit = (path, device = PHONE, extra) => openAt(browser, server, path, device, extra);

/** A place as it is shipped. */
function place(id) {
  const { places } = JSON.parse(fs.readFileSync(new URL("../../shared/data/seed.json", import.meta.url)));
  return places.find((place) => place.id === id);
}

/** Resolves when the page holds the stream of events open; the page opens it when it has nothing else to load. */
const following = (page) =>
  page.waitForResponse((answer) => new URL(answer.url()).pathname === "/api/v1/events", { timeout: 20_000 });

describe("an open page", () => {
  it("shows a change of the server without being touched", async () => {
    const context = await browser.newContext({ locale: "it-IT", timezoneId: "Europe/Rome", ...PHONE });
    const page = await context.newPage();
    await page.clock.setFixedTime(NOW);
    const stream = following(page);
    await page.goto(`${server.url}/sede/fh-senago`);
    await ready(page);
    await stream;
    const before = await page.getByRole("heading", { level: 1 }).innerText();
    const changed = { ...place("fh-senago"), name: "Sede con un altro nome" };
    await imported(admin, { places: [changed] });
    await page.getByRole("heading", { level: 1, name: changed.name }).waitFor({ timeout: 10_000 });
    assert.notEqual(before, changed.name);
    await context.close();
  });

  it("asks for no stream where data are to be saved", async () => {
    const context = await browser.newContext({ locale: "it-IT", timezoneId: "Europe/Rome", ...PHONE });
    await context.addInitScript(() => {
      Object.defineProperty(navigator, "connection", { value: { saveData: true } });
    });
    const page = await context.newPage();
    await page.clock.install({ time: NOW });
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(server.url);
    await ready(page);
    await page.clock.runFor(5_000);
    assert.ok(!asked.includes("/api/v1/events"), asked.join());
    await context.close();
  });
});

describe("two tabs", () => {
  it("keep what is saved in either, and each follows the other", async () => {
    const { context, page: one } = await visit(`/attivita/${EXAMPLE}`);
    const other = await context.newPage();
    await other.clock.setFixedTime(NOW);
    await other.goto(`${server.url}/sede/fh-senago`);
    await ready(other);
    await one.getByRole("button", { name: /^Salva/ }).first().click();
    await other.getByRole("button", { name: /^Salva/ }).first().click();
    const kept = () => one.evaluate(() => localStorage.getItem("family-hub.saved").split("\n").sort());
    assert.deepEqual(await kept(), [`activity:${EXAMPLE}`, "place:fh-senago"]);
    // What one tab takes back, the other shows as not saved.
    await other.goto(`${server.url}/salvati`);
    await ready(other);
    await new SavedPage(other).plan.waitFor();
    await one.getByRole("button", { name: /^Salva/ }).first().click();
    await other.waitForFunction((id) => !document.querySelector(`main a[href$="${id}"]`), EXAMPLE);
    assert.deepEqual(await kept(), ["place:fh-senago"]);
    await context.close();
  });
});

describe("where nothing can be kept", () => {
  it("says so instead of saying that it is saved for good", async () => {
    const context = await browser.newContext({ locale: "it-IT", timezoneId: "Europe/Rome", ...PHONE });
    await context.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    });
    const page = await context.newPage();
    await page.clock.setFixedTime(NOW);
    await page.goto(`${server.url}/attivita/${EXAMPLE}`);
    await ready(page);
    await page.getByRole("button", { name: /^Salva/ }).first().click();
    await page.locator(".toast").waitFor();
    assert.match(await page.locator(".toast").innerText(), /non tiene i dati/);
    await context.close();
  });
});

/** What a browser's translator does: every text is wrapped and replaced. */
function translate() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (text.data.trim() && !text.parentElement.closest("script, style, font")) texts.push(text);
  }
  for (const text of texts) {
    const outer = document.createElement("font");
    const inner = document.createElement("font");
    outer.append(inner);
    text.replaceWith(outer);
    inner.textContent = `~${text.data}`;
  }
}

/** The words of each card beside the address it leads to, without what the translator put in. */
const cards = (page) =>
  page.getByTestId("result-card").evaluateAll((all) =>
    all.map((card) => [card.querySelector("a")?.getAttribute("href"), card.querySelector("h2, h3")?.textContent.replaceAll("~", "").trim()]),
  );

describe("a page that the browser translates", () => {
  it("has on each card the words of what the card leads to", async () => {
    const { context, page } = await visit("/?q=senago");
    await page.evaluate(translate);
    const finder = new Finder(page);
    for (const words of ["bollate", "compiti", "", "cesate"]) {
      await finder.search.fill(words);
      await page.waitForFunction((words) => new URL(location.href).searchParams.get("q") === (words || null), words);
      const { page: plain, context: other } = await visit(words ? `/?q=${words}` : "/");
      const wanted = await cards(plain);
      await other.close();
      await page.waitForFunction(
        (first) => document.querySelector('[data-testid="result-card"] a')?.getAttribute("href") === first,
        wanted[0]?.[0],
      );
      assert.deepEqual(await cards(page), wanted, words);
      await page.evaluate(translate);
    }
    await context.close();
  });

  it("has on each date of the agenda the words of its activity", async () => {
    const { context, page } = await visit("/agenda");
    const dates = (page) =>
      page.locator("main li:has(a[href^='/attivita/']), main article:has(a[href^='/attivita/'])").evaluateAll((all) =>
        all.map((one) => [one.querySelector("a").getAttribute("href"), one.textContent.replaceAll("~", "")]),
      );
    await page.evaluate(translate);
    const day = page.locator(".day-strip a, .day-strip button").nth(6);
    await day.click();
    await page.waitForFunction(() => new URL(location.href).searchParams.has("from"));
    const address = new URL(page.url());
    const { page: plain, context: other } = await visit(address.pathname + address.search);
    const wanted = await dates(plain);
    await other.close();
    assert.ok(wanted.length > 3, `${wanted.length} dates`);
    await page.waitForFunction((count) => document.querySelectorAll("main a[href^='/attivita/']").length >= count, wanted.length);
    assert.deepEqual(await dates(page), wanted);
    await context.close();
  });
});
