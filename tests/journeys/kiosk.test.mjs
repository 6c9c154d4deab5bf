// A kiosk in a waiting room, by a clock that the test holds: a visit, what is left of it, and what leads out.
import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, it } from "node:test";
import { NOW, PHONE, ready, Server, stage } from "./harness.mjs";
import { bootKiosk, decoded, left } from "./kiosk.mjs";
import { KioskPage } from "./pages.mjs";

const PLACE = "fh-senago";

let server, browser;
stage((started) => ({ server, browser } = started));

const boot = (address = `/kiosk/${PLACE}`) => bootKiosk(browser, server, address);

async function visit({ page, kiosk, finder, orientation }) {
  await kiosk.begin.click();
  await kiosk.is("begin");
  await kiosk.language("en").click();
  await kiosk.door("places").getByText("Where to go").waitFor();
  await kiosk.door("places").click();
  await kiosk.is("visit");
  await finder.search.fill("senago");
  // The suggestions lie over the cards.
  await page.keyboard.press("Enter");
  await finder.card(PLACE).waitFor();
  await finder.card(PLACE).locator("a").first().click();
  await kiosk.takeAway.waitFor();
  // A part of the same page.
  await page.locator("main a[href^='#']").first().click();
  await page.getByRole("button", { name: "Larger text" }).click();
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await finder.search.waitFor();
  await page.getByTestId("kiosk-home").click();
  await kiosk.door("urgent").click();
  await orientation.danger.waitFor();
}

describe("a kiosk", () => {
  it("begins with the board, speaks the language chosen and has five doors", async () => {
    const { context, page, seen, kiosk } = await boot();
    await kiosk.is("attract");
    await kiosk.board.waitFor();
    await kiosk.begin.click();
    for (const door of ["need", "activities", "places", "info", "urgent"]) await kiosk.door(door).waitFor();
    await kiosk.language("ar").click();
    await page.waitForSelector("html[dir=rtl][lang=ar]");
    for (const button of await page.locator("[data-testid=kiosk-root] button:visible").all()) {
      const { width, height } = await button.boundingBox();
      assert.ok(width >= 60 && height >= 60, `${await button.innerText()}: ${width} × ${height}`);
    }
    assert.deepEqual([...seen.console, ...seen.foreign], []);
    await context.close();
  });

  it("warns after a minute, goes on where one is still there, and forgets all else down to a fresh start", async () => {
    const booted = await boot();
    const { context, page, kiosk } = booted;
    await visit(booted);
    assert.equal(new URL(page.url()).pathname, `/kiosk/${PLACE}`, "no page of a visit stands in the address");
    await page.clock.fastForward(61_000);
    await kiosk.is("warning");
    assert.match(await kiosk.countdown.innerText(), /\d/);
    await kiosk.extend.click();
    await kiosk.is("visit");
    await page.clock.fastForward(61_000);
    await kiosk.is("warning");
    await page.clock.fastForward(21_000);
    await kiosk.is("attract");
    await page.waitForSelector("html[data-app-ready][lang=it]");
    await kiosk.board.waitFor();
    const after = await left(page);
    await page.reload();
    await ready(page);
    await kiosk.board.waitFor();
    assert.deepEqual(after, await left(page));
    await context.close();
  });

  it("forgets at once when somebody is done", async () => {
    const booted = await boot();
    const { context, page, kiosk } = booted;
    const entries = await page.evaluate(() => history.length);
    // Minutes go on during a visit.
    const drawn = async (one) => (await left(one)).page.replace(/\d+/g, "0");
    const fresh = await drawn(page);
    await visit(booted);
    await kiosk.done.click();
    await kiosk.is("attract");
    await page.waitForSelector("html[data-app-ready][lang=it]");
    const { local, session, entries: now } = await left(page);
    assert.deepEqual(session, []);
    assert.equal(now, entries);
    assert.doesNotMatch(JSON.stringify(local), /senago.*recent|language|saved/);
    await kiosk.board.waitFor();
    assert.equal(await drawn(page), fresh);
    await context.close();
  });

  for (const [width, height] of [[800, 1280], [1280, 800], [1080, 1920]]) {
    it(`can be ended from under every sheet on ${width} × ${height}, with letters of any size`, async () => {
      const { context, page, kiosk, finder } = await bootKiosk(browser, server, `/kiosk/${PLACE}`, NOW, { viewport: { width, height }, hasTouch: true });
      /** Whether a finger that hits the middle of it hits it. */
      const reached = (one) => one.evaluate((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
      });
      const ends = async (...others) => {
        for (const one of [kiosk.done, ...others]) assert.ok(await reached(one), await one.innerText());
      };
      await kiosk.begin.click();
      await kiosk.door("places").click();
      for (const larger of [false, true]) {
        if (larger) await page.getByRole("button", { name: "Testo più grande" }).click();
        for (const [name, id] of [["Filtri", "filtri"], ["Quando?", "quando"]]) {
          await page.locator("main").getByRole("button", { name }).first().click();
          const sheet = page.locator(`#${id}`);
          await sheet.waitFor();
          await ends(sheet.locator(".sheet-head button"), sheet.locator(".sheet-foot .btn-primary"));
          await sheet.locator(".sheet-head button").click();
        }
      }
      await finder.cards.first().locator("a").first().click();
      await kiosk.takeAway.click();
      await kiosk.code.waitFor();
      await ends(page.locator(".kiosk-sheet button"));
      await kiosk.done.click();
      await kiosk.is("attract");
      await context.close();
    });
  }

  it("shows codes where a link would lead out, and a list that needs no network", async () => {
    const { context, page, kiosk, finder } = await boot();
    await kiosk.begin.click();
    await kiosk.door("places").click();
    await finder.search.fill("senago");
    await page.keyboard.press("Enter");
    await finder.card(PLACE).locator("a").first().click();
    await kiosk.takeAway.click();
    const packed = await kiosk.code.getAttribute("data-href");
    assert.ok(packed.startsWith(`${server.url}/k#`), packed);
    assert.ok(packed.split("#")[1].length <= 1200);
    assert.equal(await decoded(context, kiosk.code), packed, "a decoder of somebody else reads the same");
    await page.getByRole("button", { name: "Chiudi" }).click();
    assert.equal(await page.locator("a[href^='tel:'], a[href^='http'], a[href^='mailto:'], a[target], a[download]").count(), 0);
    await page.locator("[data-outside]").first().click();
    const outside = await kiosk.code.getAttribute("data-href");
    assert.match(outside, /^(tel|https?|mailto):/);
    assert.equal(await decoded(context, kiosk.code), outside);
    // On a phone.
    const phone = await context.newPage();
    await phone.goto(packed);
    await phone.getByTestId("packed-item").first().waitFor();
    await context.close();
  });

  it("cannot be left", async () => {
    const { context, page, kiosk } = await boot();
    await kiosk.begin.click();
    await kiosk.door("places").click();
    await kiosk.is("visit");
    const ways = await page.evaluate(() => {
      const main = document.querySelector("main");
      const tried = {};
      const addresses = [
        "https://example.org/", "http://example.org/", "//example.org/", "mailto:a@example.org", "tel:112", "sms:112", "geo:45,9",
        "maps:q=x", "intent://x#Intent;end", "whatsapp://send", "webcal://example.org/x.ics", "file:///etc/passwd",
        "view-source:https://example.org", "data:text/html,x", "blob:x", "chrome://settings", "about:blank", "ftp://example.org",
        "javascript:location='//example.org'", "/calendar.ics", "/licenze", "/kiosk/setup", "/noi", "/api/v1/places",
      ];
      for (const address of addresses) {
        for (const target of ["", "_blank"]) {
          const link = document.createElement("a");
          link.href = address;
          link.target = target;
          link.textContent = "x";
          main.append(link);
          const click = new MouseEvent("click", { bubbles: true, cancelable: true });
          link.dispatchEvent(click);
          tried[`${address} ${target}`] = click.defaultPrevented;
          link.remove();
        }
      }
      for (const [type, Kind, init] of [
        ["contextmenu", MouseEvent, {}],
        ["auxclick", MouseEvent, { button: 1 }],
        ["dragstart", DragEvent, {}],
        ["drop", DragEvent, {}],
        ["dblclick", MouseEvent, {}],
        ["selectstart", Event, {}],
        ["copy", Event, {}],
        ["gesturestart", Event, {}],
        ["wheel", WheelEvent, { ctrlKey: true }],
        ...["p", "s", "o", "u", "n", "t", "w", "l", "h", "j", "d", "f", "g", "+", "-", "0"].map((key) => ["keydown", KeyboardEvent, { key, ctrlKey: true }]),
        ...["ArrowLeft", "ArrowRight", "Home", "F4", "d"].map((key) => ["keydown", KeyboardEvent, { key, altKey: true }]),
        ...["F1", "F3", "F5", "F6", "F7", "F11", "F12", "ContextMenu", "BrowserBack", "PrintScreen"].map((key) => ["keydown", KeyboardEvent, { key }]),
      ]) {
        const event = new Kind(type, { bubbles: true, cancelable: true, ...init });
        main.dispatchEvent(event);
        tried[`${type} ${JSON.stringify(init)}`] = event.defaultPrevented;
      }
      tried["window.open"] = window.open === null;
      return Object.entries(tried).filter(([, prevented]) => !prevented).map(([way]) => way);
    });
    assert.deepEqual(ways, []);
    assert.equal(context.pages().length, 1);
    assert.equal(new URL(page.url()).pathname, `/kiosk/${PLACE}`);
    await context.close();
  });

  it("is set up once by staff, keeps what was chosen, and lets nobody guess the PIN", async () => {
    const { context, page, kiosk } = await boot("/kiosk/setup");
    const pin = page.locator("#kiosk-pin");
    const save = page.getByTestId("setup-save");
    const told = page.getByRole("alert");
    await page.locator("#kiosk-place").selectOption({ value: PLACE });
    await page.locator("#kiosk-id").fill("Sala d’attesa");
    await page.locator("#kiosk-languages").fill("ar, it");
    await save.click();
    assert.match(await told.innerText(), /almeno quattro/);
    await pin.fill("2468");
    await save.click();
    await kiosk.is("attract");
    await page.waitForURL(`**/kiosk/${PLACE}`);
    assert.match(await page.evaluate(() => localStorage.getItem("family-hub.kiosk")), /^id=Sala-d-attesa$/m);
    await kiosk.begin.click();
    await kiosk.language("ar").waitFor();
    const languages = page.locator("[data-testid^=kiosk-language-]");
    assert.deepEqual(await languages.evaluateAll((all) => all.map((one) => one.lang)), ["ar", "it"]);

    await page.goto(`${server.url}/kiosk/setup`);
    await ready(page);
    const unlock = page.getByTestId("setup-unlock");
    const guess = async (typed, answer) => {
      await pin.fill(typed);
      await unlock.click();
      await told.filter({ hasText: answer }).waitFor();
    };
    for (const [tries, typed] of ["1111", "2222", "3333", "4444", "5555"].entries()) {
      await guess(typed, /non è giusto/);
      await page.waitForFunction((line) => localStorage.getItem("family-hub.kiosk").split("\n").includes(line), `wrong=${tries + 1}`);
    }
    await guess("6666", /Riprova tra/);
    await guess("2468", /Riprova tra/);
    await page.reload();
    await ready(page);
    await guess("2468", /Riprova tra/);
    await page.clock.fastForward(31_000);
    await unlock.click();
    await save.waitFor();
    assert.equal(await page.locator("#kiosk-place").inputValue(), PLACE);
    await context.close();
  });

  it("has a policy under which the supervisor can still ask whether the page is well", () => {
    const policy = JSON.parse(fs.readFileSync(new URL("../../deploy/kiosk/policy.json", import.meta.url)));
    assert.deepEqual(policy.URLBlocklist, ["*"]);
    assert.equal(policy.DeveloperToolsAvailability, undefined);
    assert.equal(policy.RemoteDebuggingAllowed, undefined);
  });

  it("shows 24 sentences for a desk in large Italian and in one's own language", async () => {
    const { context, kiosk, page } = await boot();
    await kiosk.begin.click();
    await kiosk.language("uk").click();
    await page.waitForSelector("html[lang=uk]");
    await page.locator("main a[href='/uk/sportello']").click();
    await kiosk.deskSentences.first().waitFor();
    assert.equal(await kiosk.deskSentences.count(), 24);
    await kiosk.deskSentences.nth(10).click();
    await kiosk.deskCard.getByText("Vorrei imparare l’italiano.").waitFor();
    await context.close();
  });

  it("shows the card for a desk without a network too, once it was used", async () => {
    const alone = await Server.start();
    const context = await browser.newContext({ locale: "it-IT", timezoneId: "Europe/Rome", ...PHONE });
    const page = await context.newPage();
    const kiosk = new KioskPage(page);
    await page.goto(`${alone.url}/uk/sportello`);
    await ready(page);
    await kiosk.deskSentences.first().waitFor();
    const wanted = ["/shell", "/pkg/app-", "/pkg/input-", "/pkg/later-", "/pkg/kiosk-", "/pkg/words-uk-", "/pkg/kiosk-words-uk-", "/pkg/kiosk-words-it-"];
    const kept = async () => {
      const paths = await page.evaluate(async () => {
        const stores = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
        return stores.flat().map((request) => new URL(request.url).pathname);
      });
      return wanted.every((one) => paths.some((path) => path.startsWith(one)));
    };
    for (let tries = 0; !(await kept()); tries += 1) {
      assert.ok(tries < 200, "it is stored");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await alone.stop();
    await page.reload();
    await ready(page);
    assert.equal(await kiosk.deskSentences.count(), 24);
    await kiosk.deskSentences.nth(10).click();
    await kiosk.deskCard.getByText("Vorrei imparare l’italiano.").waitFor();
    assert.match(await kiosk.deskCard.innerText(), /італійськ/i, "and in the language of who shows it");
    await context.close();
    await alone.end();
  });

  it("tells the server that it is there, and nothing about people", async () => {
    const sent = [];
    const { context, page } = await boot();
    page.on("request", (request) => {
      if (request.url().endsWith("/heartbeat")) sent.push(JSON.parse(request.postData()));
    });
    await page.clock.fastForward(125_000);
    for (let tries = 0; sent.length === 0 && tries < 50; tries += 1) await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(Object.keys(sent[0]).sort(), ["age", "build", "kiosk", "place", "seq", "uptime"]);
    assert.equal(sent[0].place, PLACE);
    await context.close();
  });
});
