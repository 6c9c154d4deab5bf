// What somebody needs is told on the device and answered in sentences; words are easy where that was chosen; what stands
// in the way of finding is short.
import assert from "node:assert/strict";
import { it } from "node:test";
import { clean, nothingToFix, openAt, PHONE, ready, stage } from "./harness.mjs";

let server, browser;
stage((started) => ({ server, browser } = started));

it("needs told at home are answered on the page of a place, and reach no address and no request", async () => {
  const visited = await openAt(browser, server, "/noi", PHONE);
  const { context, page } = visited;
  const sent = [];
  context.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));
  const needs = page.getByTestId("needs");
  await needs.getByLabel("Uso una carrozzina").check();
  await needs.getByLabel("Non posso telefonare").check();
  await needs.getByLabel("Metti per prime le sedi che vanno bene").check();
  await nothingToFix(page);
  await page.goto(`${server.url}/sede/fh-senago`);
  await ready(page);
  const told = page.locator("#per-te");
  await told.waitFor();
  const words = await told.innerText();
  assert.match(words, /Non indicato, chiedi prima: .*ingresso in carrozzina/);
  assert.doesNotMatch(words, /Va bene: .*ingresso in carrozzina/, "nobody has told of it");
  await nothingToFix(page);
  await page.goto(server.url);
  await ready(page);
  assert.equal(new URL(page.url()).search, "");
  assert.ok(sent.every((request) => !/wheelchair|carrozzina|no-phone|fitting/.test(request)), sent.join("\n"));
  await clean(visited);
});

it("easy words are chosen once, hold at the next visit, and guides are read in them", async () => {
  const visited = await openAt(browser, server, "/sede/fh-senago", PHONE);
  const { page } = visited;
  await page.locator(".look summary").click();
  await page.locator('input[name="look-easy"][value="yes"]').check();
  await page.getByRole("heading", { name: "Telefono e posta" }).waitFor();
  await page.goto(`${server.url}/scheda/isee`);
  await ready(page);
  await page.getByText("L’ISEE è un numero. Dice quanti soldi ha la tua famiglia.", { exact: false }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "it");
  await page.locator(".look summary").click();
  await page.locator('input[name="look-easy"][value=""]').check();
  await page.getByText("riassume redditi e risparmi").waitFor();
  await clean(visited);
});

it("what is Italian is said to be on pages in other languages", async () => {
  const visited = await openAt(browser, server, "/ar/?q=senago", PHONE);
  const { page } = visited;
  const titles = page.locator('[data-testid="result-card"] h3 a');
  assert.deepEqual([...new Set(await titles.evaluateAll((all) => all.map((one) => one.lang)))], ["it"]);
  await page.goto(`${server.url}/en/sede/fh-senago`);
  await ready(page);
  assert.equal(await page.locator("h1").getAttribute("lang"), "it");
  assert.equal(await page.locator("#servizi h2").getAttribute("lang"), null, "what the page says is English");
  await page.goto(`${server.url}/sede/fh-senago`);
  await ready(page);
  assert.equal(await page.locator("h1").getAttribute("lang"), null);
  await clean(visited);
});

it("the first result begins in the upper half of a phone, under six doors with pictures", async () => {
  const visited = await openAt(browser, server, "/", PHONE);
  const { page } = visited;
  const { y } = await page.locator('[data-testid="result-card"]').first().boundingBox();
  assert.ok(y < PHONE.viewport.height / 2, `${y}`);
  const doors = page.locator(".chips-row a .icon[class*='topic-']");
  assert.equal(await doors.count(), 6);
  const pictures = await doors.evaluateAll((all) => all.map((one) => getComputedStyle(one).getPropertyValue("--icon")));
  assert.equal(new Set(pictures).size, 6, "each need has a picture of its own");
  await clean(visited);
});

it("asks where one is: a comune by its field, the whole area again, and a comune that nobody knows", async () => {
  const visited = await openAt(browser, server, "/", PHONE);
  const { page } = visited;
  const where = page.getByRole("group", { name: "Dove sei?" });
  const field = where.getByRole("combobox");
  const whole = where.getByRole("link", { name: "Tutta la zona" });
  assert.equal(await whole.getAttribute("aria-current"), "true");
  await field.fill("Senago");
  await page.keyboard.press("Enter");
  await page.waitForURL(/near=Senago/);
  assert.equal(await page.getByTestId("result-card").first().getAttribute("data-id"), "fh-senago");
  assert.equal(await whole.getAttribute("aria-current"), null);
  await whole.click();
  await page.waitForFunction(() => !location.search.includes("near="));
  assert.equal(await field.inputValue(), "");
  await field.fill("Atlantide");
  await page.keyboard.press("Enter");
  await page.locator(".notice", { hasText: "scrivi il comune o il CAP" }).waitFor();
  await clean(visited);
});

it("closes the bar about examples for the visit, and nothing jumps when the app takes the page over", async () => {
  const visited = await openAt(browser, server, "/", PHONE);
  const { page } = visited;
  const bar = page.locator(".bar-sample");
  await bar.getByRole("button", { name: "Chiudi" }).click();
  await bar.waitFor({ state: "hidden" });
  await page.getByRole("link", { name: "Agenda" }).first().click();
  await page.waitForURL(/agenda/);
  assert.ok(!(await bar.isVisible()));
  await page.reload();
  await ready(page);
  assert.ok(!(await bar.isVisible()), "it stays closed in this visit");
  await clean(visited);
});

it("nobody waits longer than ten seconds to be found, and there is a way on", async () => {
  const visited = await openAt(browser, server, "/", PHONE);
  const { page } = visited;
  await page.clock.install();
  await page.evaluate(() => {
    navigator.geolocation.getCurrentPosition = () => {};
  });
  await page.getByRole("button", { name: "Vicino a me" }).click();
  const told = page.locator(".toast");
  assert.match(await told.innerText(), /Cerco dove sei/);
  await page.clock.runFor(10_100);
  await page.getByText("scrivi il comune o il CAP", { exact: false }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.name), "q");
  await clean(visited);
});

it("a search begins on every page", async () => {
  const visited = await openAt(browser, server, "/sede/fh-senago", PHONE);
  const { page } = visited;
  for (const path of ["/sede/fh-senago", "/salvati", "/noi", "/informazioni", "/dati", "/accessibilita", "/agenda"]) {
    await page.goto(server.url + path);
    const box = page.locator('form[role="search"] input[name="q"]');
    await box.first().waitFor();
    assert.equal(await box.count(), 1, path);
  }
  await page.goto(`${server.url}/accessibilita`);
  await page.locator('input[name="q"]').fill("senago");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\?q=senago/);
  await clean(visited);
});

it("a thumb that scrolls past a small map is not caught by it", async () => {
  const visited = await openAt(browser, server, "/sede/fh-senago", PHONE);
  const { page } = visited;
  await page.locator(".mini-map").scrollIntoViewIfNeeded();
  const ground = page.locator(".mini-map .map-ready [data-testid=map]");
  await ground.waitFor();
  const touch = () => ground.evaluate((map) => getComputedStyle(map).touchAction);
  assert.equal(await touch(), "pan-x pan-y");
  await ground.tap({ position: { x: 20, y: 20 } });
  assert.equal(await touch(), "none", "after a tap one finger moves it");
  await clean(visited);
});

it("an address that nobody has says so, at the first visit and at a later one", async () => {
  const visited = await openAt(browser, server, "/non/esiste", PHONE);
  const { page } = visited;
  for (const visit of ["first", "later"]) {
    await page.getByRole("heading", { level: 1, name: "Questa pagina non c’è" }).waitFor();
    assert.equal(await page.locator("main .notice").count(), 0, visit);
    await page.reload();
    await ready(page);
  }
  await visited.context.close();
});

it("what was chosen and what is offered are lists of their own", async () => {
  const visited = await openAt(browser, server, "/?kind=hub", PHONE);
  const { page } = visited;
  const chosen = page.getByRole("list", { name: "Filtri scelti" });
  assert.deepEqual(await chosen.getByRole("listitem").allInnerTexts(), ["Centro per le famiglie"]);
  assert.equal(await page.getByRole("list", { name: "Temi" }).first().getByRole("listitem").count(), 6);
  await page.goto(server.url);
  await ready(page);
  assert.equal(await chosen.count(), 0);
  await clean(visited);
});

it("no line of a card begins or ends with a dot", async () => {
  for (const [path, width] of [["/", 320], ["/ar/", 320], ["/?near=Senago", 390]]) {
    const visited = await openAt(browser, server, path, { ...PHONE, viewport: { width, height: 800 } });
    const { page } = visited;
    const outside = await page.locator(".card-meta:has(> span)").evaluateAll((all) =>
      all.filter((line) => {
        const rtl = getComputedStyle(line).direction === "rtl";
        const { left, right } = line.getBoundingClientRect();
        const cut = Number.parseFloat(getComputedStyle(line.firstElementChild).paddingInlineStart);
        // The first item of a row lies at the edge that is cut off, with its dot.
        const rows = new Map();
        for (const item of line.children) {
          const box = item.getBoundingClientRect();
          if (!rows.has(Math.round(box.top))) rows.set(Math.round(box.top), rtl ? right - box.right : box.left - left);
        }
        return cut < 10 || [...rows.values()].some((from) => Math.abs(from) > 1);
      }).length,
    );
    assert.equal(outside, 0, path);
    await visited.context.close();
  }
});
