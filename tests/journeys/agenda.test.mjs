// When: the agenda by days, "Quando?", and a device whose clock or zone is another.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { nothingToFix, openAt, PHONE, ready, stage, TABLET } from "./harness.mjs";
import { AgendaPage, Finder, PlacePage } from "./pages.mjs";

let server, browser;
stage((started) => ({ server, browser } = started));

const visit = (path, device, extra) => openAt(browser, server, path, device, extra);

for (const [name, device] of [["a phone", PHONE], ["a tablet", TABLET]]) {
  describe(`the agenda on ${name}`, () => {
    let context, page, seen, agenda;
    before(async () => {
      ({ context, page, seen } = await visit("/agenda", device));
      agenda = new AgendaPage(page);
    });
    after(() => context.close());

    it("begins with today and goes on day by day", async () => {
      const days = await agenda.dates();
      assert.equal(days[0], "2026-11-24");
      assert.deepEqual(days, [...days].sort());
      assert.match(await agenda.days.first().getByRole("heading").first().innerText(), /^oggi, martedì 24 novembre$/);
      const shown = await agenda.occurrences.count();
      assert.ok(shown >= 14 && shown <= 20, `${shown}: it ends soon`);
      await page.getByRole("button", { name: "Mostra altri giorni" }).click();
      await agenda.until((more) => more.length > days.length);
      assert.ok((await agenda.occurrences.count()) > 20);
    });

    it("shows a week, and a day, and jumps by the strip", async () => {
      await page.getByRole("button", { name: "Settimana" }).click();
      await agenda.until((days) => days.at(-1) <= "2026-11-30");
      await page.getByRole("button", { name: "Giorno", exact: true }).click();
      assert.deepEqual(await agenda.until((days) => days.length === 1), ["2026-11-24"]);
      await page.getByRole("navigation", { name: "Giorni" }).getByRole("button", { name: /giovedì 26 novembre/ }).click();
      assert.deepEqual(await agenda.until((days) => days[0] === "2026-11-26"), ["2026-11-26"]);
      assert.match(page.url(), /view=day/);
      await page.goBack();
      await agenda.until((days) => days[0] === "2026-11-24");
    });

    it("is narrowed by the same search as the finder", async () => {
      await page.goto(`${server.url}/agenda?q=cremona`);
      await ready(page);
      await agenda.occurrences.first().waitFor();
      for (const place of await agenda.places()) assert.match(place, /Cremona/);
    });

    it("puts the past behind what is to come", async () => {
      await page.goto(`${server.url}/agenda`);
      await ready(page);
      await page.getByRole("button", { name: "Mostra i giorni passati" }).click();
      await page.getByRole("heading", { name: "Già passati", exact: true }).waitFor();
      const days = await agenda.dates();
      assert.equal(days[0], "2026-11-24");
      assert.ok(days.some((day) => day < "2026-11-24"), `${days}`);
    });

    it("has nothing to fix", async () => {
      for (const path of ["/agenda", "/agenda?view=week", "/agenda?view=day"]) {
        await page.goto(server.url + path);
        await ready(page);
        await agenda.occurrences.first().waitFor();
        await nothingToFix(page);
      }
      assert.deepEqual(seen, { console: [], foreign: [] });
    });
  });
}

describe("Quando?", () => {
  it("asks over places and activities together, and tells the doubtful apart", async () => {
    const { context, page, seen } = await visit("/", PHONE);
    const finder = new Finder(page);
    await page.getByRole("button", { name: "Quando?" }).click();
    await page.getByRole("button", { name: "adesso" }).click();
    await page.getByRole("button", { name: /^Mostra/ }).click();
    await finder.apart.waitFor();
    assert.match(page.url(), /open_at=now/);
    const states = await finder.openStates();
    assert.ok(states.sure.length > 0, "something is open on a Tuesday morning");
    assert.ok(states.sure.every((state) => ["open", "desk-open"].includes(state)), `${states.sure}`);
    assert.ok(states.apart.every((state) => ["unknown", "by_appointment"].includes(state)), `${states.apart}`);
    assert.deepEqual(seen, { console: [], foreign: [] });
    await context.close();
  });

  it("takes days of the week and a part of the day, by keyboard", async () => {
    const { context, page } = await visit("/agenda", TABLET);
    const agenda = new AgendaPage(page);
    await page.getByRole("button", { name: "Quando?" }).focus();
    await page.keyboard.press("Enter");
    for (const name of ["martedì", "giovedì", "pomeriggio"]) {
      await page.getByRole("button", { name, exact: true }).focus();
      await page.keyboard.press("Space");
      assert.equal(await page.evaluate(() => document.activeElement.textContent), name, "the keyboard stays where it was");
    }
    await page.keyboard.press("Escape");
    assert.match(page.url(), /weekday=tu%2Cth|weekday=tu,th/);
    const days = await agenda.dates();
    assert.ok(days.length > 1);
    for (const day of days) assert.ok([2, 4].includes(new Date(`${day}T12:00Z`).getUTCDay()), day);
    for (const time of await agenda.times()) assert.ok(time >= "13:00" && time < "18:00" || !/^\d/.test(time), time);
    await context.close();
  });

  it("takes hours of one day", async () => {
    const { context, page } = await visit("/", PHONE);
    await page.getByRole("button", { name: "Quando?" }).click();
    await page.getByLabel("Un giorno preciso").fill("2026-11-26");
    await page.getByLabel("dalle").fill("15:00");
    await page.getByLabel("alle", { exact: true }).fill("18:00");
    await page.getByRole("button", { name: /^Mostra/ }).click();
    const url = new URL(page.url());
    assert.deepEqual([url.searchParams.get("from"), url.searchParams.get("to")], ["2026-11-26T15:00", "2026-11-26T18:00"]);
    await page.getByText("15:00–18:00").first().waitFor();
    await context.close();
  });
});

describe("a place that is closed", () => {
  it("says what to do instead: another that is open, when it opens again, whom to call", async () => {
    const closed = "2026-11-24T20:30:00+01:00";
    const answer = await (await fetch(`${server.url}/api/v1/places?at=2026-11-24T20:30`)).json();
    const known = answer.filter((place) => place.open.state === "closed" && place.open.opens && place.phone?.length);
    assert.ok(known.length > 0, "some place tells hours and telephone");
    const { context, page } = await visit(`/sede/${known[0].id}`, PHONE, { now: new Date(closed) });
    const section = page.getByRole("region", { name: "Se adesso non è aperto" });
    await section.getByRole("heading", { name: "Riapre" }).waitFor();
    await section.getByRole("heading", { name: "Puoi chiamare" }).waitFor();
    assert.match(await section.getByRole("link").last().getAttribute("href"), /^tel:\+39/);
    await context.close();
  });
});

describe("a clock that is another", () => {
  const place = "/sede/fh-bollate";
  it("in Los Angeles the wall clock is still that of Rome", async () => {
    const rome = await visit(place, PHONE);
    const angeles = await visit(place, PHONE, { timezoneId: "America/Los_Angeles" });
    const state = (page) => new PlacePage(page).openState;
    assert.equal(await state(angeles.page).innerText(), await state(rome.page).innerText());
    assert.equal(await state(angeles.page).getAttribute("data-state"), await state(rome.page).getAttribute("data-state"));
    assert.equal(await new PlacePage(angeles.page).today.innerText(), await new PlacePage(rome.page).today.innerText());
    for (const path of ["/agenda", "/attivita/esempio-bollate-gioco-0-3"]) {
      await rome.page.goto(server.url + path);
      await angeles.page.goto(server.url + path);
      await Promise.all([ready(rome.page), ready(angeles.page)]);
      const main = (page) => page.getByRole("main").innerText();
      assert.equal(await main(angeles.page), await main(rome.page));
    }
    await rome.context.close();
    await angeles.context.close();
  });

  it("two days wrong is put right by the server", async () => {
    const context = await browser.newContext({ locale: "it-IT", ...PHONE });
    const page = await context.newPage();
    // A clock that runs, two days ahead.
    await page.addInitScript(() => {
      const Real = Date;
      const ahead = 2 * 86_400_000;
      globalThis.Date = class extends Real {
        constructor(...given) {
          super(...(given.length ? given : [Real.now() + ahead]));
        }

        static now() {
          return Real.now() + ahead;
        }
      };
    });
    await page.goto(`${server.url}/agenda`);
    await ready(page);
    const day = { weekday: "long", day: "numeric", month: "long", timeZone: "Europe/Rome" };
    const name = `oggi, ${new Intl.DateTimeFormat("it-IT", day).format(new Date())}`;
    await page.getByRole("button", { name: new RegExp(name) }).waitFor();
    await context.close();
  });

  it("that somebody holds is believed", async () => {
    const { context, page } = await visit("/agenda", PHONE);
    await page.waitForTimeout(400);
    assert.match(await new AgendaPage(page).today.getAttribute("aria-label"), /^mar 24 nov, oggi, martedì 24 novembre/);
    await context.close();
  });
});
