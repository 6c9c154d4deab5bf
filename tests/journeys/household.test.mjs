// A family tells who is at home, sees whom each result suits, narrows to itself, and leaves no trace anywhere else.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clean, DESK, keptForOffline, nothingToFix, open, PHONE, ready, stage, TABLET } from "./harness.mjs";
import { Finder, HouseholdPage, suits } from "./pages.mjs";

// Names that no data hold: wherever they turn up, they were sent.
const NAMES = ["Zefirino", "Quintilla"];

let server, browser;
stage((started) => ({ server, browser } = started));

async function visit(device, path, extra) {
  const opened = await open(browser, server, device, extra);
  const sent = [];
  opened.context.on("request", (request) => {
    sent.push([request.method(), request.url(), JSON.stringify(request.headers()), request.postData() ?? ""].join(" "));
  });
  await opened.page.goto(server.url + path);
  await ready(opened.page);
  return { ...opened, sent, home: new HouseholdPage(opened.page), finder: new Finder(opened.page) };
}

/** The codes of what the cards say: `yes`, `no`, `unknown`, and `null` where they say nothing. */
function codes(finder) {
  return finder.cards.evaluateAll((cards) =>
    cards.map((card) => card.querySelector('[data-testid="suits"]')?.dataset.suits ?? null),
  );
}

async function total(finder) {
  return Number((await finder.count.innerText()).match(/\d+/)?.[0] ?? 0);
}

/** Waits until the list has settled on another number of results than that. */
async function another(finder, before) {
  await finder.page.waitForFunction(
    (text) => document.querySelector('[data-testid="result-count"]').innerText !== text,
    before,
  );
}

for (const [name, device] of [
  ["phone", PHONE],
  ["tablet", TABLET],
]) {
  describe(`on a ${name}`, () => {
    it("cards say whom they suit, the filter narrows, and nothing of it leaves the device", async () => {
      const visited = await visit(device, "/");
      const { page, home, finder, sent } = visited;
      await page.getByRole("navigation").getByRole("link", { name: "Noi" }).click();
      await home.root.waitFor();
      assert.match(await home.stays.innerText(), /resta su questo dispositivo/);
      const first = await home.addChild(NAMES[0], "2025-09");
      await home.addChild(NAMES[1], "2012-02");
      assert.equal(await first.age.innerText(), "Ha 14 mesi");
      await page.getByRole("button", { name: /mostra cosa c’è per noi/i }).click();
      await finder.cards.first().waitFor();
      assert.equal(new URL(page.url()).search, "", "the address says nothing of it");
      assert.ok((await codes(finder)).every((code) => code === "yes"));
      const narrowed = await finder.count.innerText();

      await page.getByRole("button", { name: /^Togli: Per almeno uno di noi/ }).click();
      await another(finder, narrowed);
      const all = await finder.count.innerText();
      assert.ok(parseInt(all) > parseInt(narrowed), `${all} > ${narrowed}`);

      // Everyone is fewer than anyone; the sheet knows both.
      await page.getByRole("button", { name: /^Filtri/ }).click();
      await page.getByLabel("Per noi").selectOption("Per tutti noi");
      await page.getByRole("dialog").getByRole("button", { name: /^Mostra/ }).click();
      await another(finder, all);
      assert.ok((await total(finder)) < parseInt(narrowed));
      const untold = page.getByRole("button", { name: /non dic\w+ per chi/ });
      const sure = await total(finder);
      const told = Number((await untold.innerText()).match(/\d+/)[0]);
      const before = await finder.count.innerText();
      await untold.click();
      await another(finder, before);
      assert.equal(await total(finder), sure + told, "what does not say is counted apart, never dropped");

      await page.getByRole("button", { name: /^Togli: Per tutti noi/ }).click();
      await page.getByRole("button", { name: "Per noi", exact: true }).waitFor();

      // An activity for small children: for one of them, not for the other, each by name.
      await page.goto(`${server.url}/?what=activity&age_months=12&q=gioco`);
      await ready(page);
      const words = (await suits(page).allInnerTexts()).join("\n");
      assert.match(words, new RegExp(`Per ${NAMES[0]}[^·]*: sì · Per ${NAMES[1]}: no`));
      await finder.cards.first().getByRole("link").first().click();
      await page.getByTestId("activity-page").waitFor();
      assert.match(await suits(page).first().innerText(), /sì|no|non è scritto/);

      const visible = [...sent, page.url(), await page.evaluate(() => document.cookie)].join("\n");
      for (const secret of [...NAMES, "2025-09", "2012-02", "anyone", "everyone"]) {
        assert.ok(!visible.includes(secret), `${secret} was sent`);
      }
      assert.ok(sent.every((one) => /^GET /.test(one)), "nothing is posted");
      await clean(visited);
    });
  });
}

it("back undoes what was narrowed, like any other filter, and the history knows no more than that", async () => {
  const visited = await visit(PHONE, "/noi");
  const { page, home, finder } = visited;
  await home.addChild(NAMES[0], "2025-09");
  await page.getByRole("button", { name: /mostra cosa c’è per noi/i }).click();
  const taken = page.getByRole("button", { name: /^Togli: Per almeno uno di noi/ });
  await taken.waitFor();
  const narrowed = await finder.count.innerText();
  await taken.click();
  await another(finder, narrowed);
  const all = await finder.count.innerText();
  const back = async (wanted) => {
    await page.goBack();
    await finder.page.waitForFunction(
      (text) => document.querySelector('[data-testid="result-count"]')?.innerText === text,
      wanted,
    );
  };
  const state = () => page.evaluate(() => history.state);
  await back(narrowed);
  await taken.waitFor();
  await page.goForward();
  await another(finder, narrowed);
  assert.equal(await finder.count.innerText(), all);
  // A filter of the address and the one of the household, undone one after the other.
  await page.getByRole("button", { name: "Per noi", exact: true }).click();
  await another(finder, all);
  await page.getByRole("button", { name: /^Filtri/ }).click();
  await page.getByLabel("Per noi").selectOption("Per tutti noi");
  await page.getByRole("dialog").getByRole("button", { name: /^Mostra/ }).click();
  await page.getByRole("button", { name: /^Togli: Per tutti noi/ }).waitFor();
  await page.locator(".chips-row .chip:has(.count)").first().click();
  await page.waitForURL(/topic=/);
  await page.goBack();
  await page.getByRole("button", { name: /^Togli: Per tutti noi/ }).waitFor();
  assert.equal(new URL(page.url()).search, "");
  await back(narrowed);
  await taken.waitFor();
  await back(all);
  assert.equal(typeof (await state()), "number");
  assert.ok((await state()) % 8 < 5);
  // What all filters are cleared with is one step.
  await page.goForward();
  await taken.waitFor();
  await page.getByRole("button", { name: /^Filtri/ }).click();
  await page.getByRole("button", { name: "Togli tutti i filtri" }).click();
  await page.getByRole("dialog").getByRole("button", { name: /^Mostra/ }).click();
  await another(finder, narrowed);
  await back(narrowed);
  // Nothing comes back with the history once it was erased.
  await page.goto(`${server.url}/noi`);
  await ready(page);
  await home.erase.click();
  await page.goBack();
  await ready(page);
  assert.equal(await page.evaluate(() => localStorage.getItem("family-hub.household")), null);
  await clean(visited);
});

it("languages mark what speaks them and take nothing away", async () => {
  const visited = await visit(PHONE, "/noi");
  const { page, home, finder } = visited;
  await page.getByRole("button", { name: "arabo" }).click();
  assert.match(await home.root.innerText(), /Non tolgono nulla dai risultati/);
  assert.equal(await page.getByRole("button", { name: /mostra cosa c’è per noi/i }).count(), 0, "languages alone narrow nothing");
  await page.goto(server.url);
  await ready(page);
  const all = await finder.count.innerText();
  assert.equal(await page.getByRole("button", { name: "Per noi", exact: true }).count(), 0);
  await page.goto(`${server.url}/?language=ar&what=activity`);
  await ready(page);
  await finder.cards.first().waitFor();
  const said = await suits(page).allInnerTexts();
  assert.equal(said.length, await finder.cards.count());
  for (const words of said) assert.match(words, /Si parla arabo/);
  // With a child told the narrowing is there, and language still takes nothing away.
  await page.goto(`${server.url}/noi`);
  await ready(page);
  await home.addChild(NAMES[0], "2025-09");
  await page.getByRole("button", { name: /mostra cosa c’è per noi/i }).click();
  await another(finder, all);
  const both = await total(finder);
  await page.goto(`${server.url}/noi`);
  await ready(page);
  await page.getByRole("button", { name: "arabo" }).click();
  await page.getByRole("button", { name: /mostra cosa c’è per noi/i }).click();
  await finder.cards.first().waitFor();
  assert.equal(await total(finder), both);
  await clean(visited);
});

it("the page of a place says whom it suits, as its card does", async () => {
  const visited = await visit(PHONE, "/noi");
  const { page, home, finder } = visited;
  await home.addChild(NAMES[0], "2025-09");
  await page.goto(`${server.url}/?what=place`);
  await ready(page);
  const card = finder.cards.filter({ has: page.getByTestId("suits") }).first();
  const words = await suits(card).innerText();
  assert.match(words, new RegExp(`Per (tutti voi|${NAMES[0]}[^·]*): sì`));
  await card.getByRole("link").first().click();
  const place = page.getByTestId("place-page");
  await place.waitFor();
  assert.equal(await suits(place).innerText(), words);
  assert.equal(await suits(place).getAttribute("data-suits"), "yes");
  await nothingToFix(page);
  await clean(visited);
});

it("is filled by keyboard alone", async () => {
  const visited = await visit(DESK, "/noi");
  const { page, home } = visited;
  await home.add.focus();
  await page.keyboard.press("Enter");
  assert.equal(await home.child(0).name.evaluate((field) => field === document.activeElement), true, "the new name has the focus");
  await page.keyboard.type(NAMES[0]);
  await page.keyboard.press("Tab");
  // How a month is typed is the browser's own business; where the focus goes is ours.
  assert.equal(await home.child(0).born.evaluate((field) => field === document.activeElement), true);
  await home.child(0).born.fill("2023-05");
  assert.equal(await home.child(0).age.innerText(), "Ha 3 anni");
  const carer = page.getByLabel(/si prende cura di un familiare/);
  await carer.focus();
  await page.keyboard.press("Space");
  assert.ok(await carer.isChecked());
  const arabic = page.getByRole("button", { name: "arabo" });
  await arabic.focus();
  await page.keyboard.press("Enter");
  assert.equal(await arabic.getAttribute("aria-pressed"), "true");
  await home.child(0).remove.focus();
  await page.keyboard.press("Enter");
  assert.equal(await home.children.count(), 0);
  assert.equal(await home.add.evaluate((button) => button === document.activeElement), true, "the focus stays in the list");
  await clean(visited);
});

it("outlives a reload, flight mode and a birthday; one tap erases it, another brings it back", async () => {
  const visited = await visit(PHONE, "/noi");
  const { page, home } = visited;
  await home.addChild(NAMES[0], "2023-12");
  assert.equal(await home.child(0).age.innerText(), "Ha 2 anni");
  await keptForOffline(page);
  await visited.context.setOffline(true);
  await page.clock.setFixedTime(new Date("2026-12-24T10:00:00+01:00"));
  await page.reload();
  await ready(page);
  assert.equal(await home.child(0).name.inputValue(), NAMES[0]);
  assert.equal(await home.child(0).age.innerText(), "Ha 3 anni");
  const kept = () => page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.match(await kept(), new RegExp(NAMES[0]));
  await home.erase.click();
  assert.equal(await home.children.count(), 0);
  assert.doesNotMatch(await kept(), /household/);
  await page.getByRole("button", { name: "Annulla" }).click();
  assert.equal(await home.child(0).name.inputValue(), NAMES[0]);
  await home.erase.click();
  await page.reload();
  await ready(page);
  assert.equal(await home.children.count(), 0);
  assert.equal(await page.getByRole("button", { name: "Annulla" }).count(), 0, "nothing is left to bring back");
  await clean(visited);
});

it("an expected child is born when its month has passed", async () => {
  const visited = await visit(PHONE, "/noi");
  const { page, home } = visited;
  await page.getByLabel(/mese previsto/i).fill("2027-01");
  await page.getByLabel(/mese previsto/i).blur();
  await page.goto(`${server.url}/?q=gravidanza&what=activity`);
  await ready(page);
  assert.match((await suits(page).allInnerTexts()).join("\n"), /Per il bebè in arrivo[^·]*: sì/);
  await page.clock.setFixedTime(new Date("2027-03-02T10:00:00+01:00"));
  await page.goto(`${server.url}/noi`);
  await ready(page);
  await page.getByRole("button", { name: /È nato/ }).click();
  assert.equal(await home.child(0).born.inputValue(), "2027-01");
  assert.equal(await home.child(0).age.innerText(), "Ha 2 mesi");
  await clean(visited);
});

for (const [name, device] of [
  ["phone", PHONE],
  ["desk", DESK],
]) {
  for (const language of ["it", "en"]) {
    it(`filled on a ${name} in ${language} there is nothing to fix`, async () => {
      const visited = await visit(device, "/noi");
      const { page, home } = visited;
      await home.addChild(NAMES[0], "2023-05");
      await home.add.click();
      if (language === "en") {
        await page.getByRole("button", { name: /english/i }).click();
        await page.waitForSelector('html[lang="en"]');
      }
      await nothingToFix(page);
      await clean(visited);
    });
  }
}
