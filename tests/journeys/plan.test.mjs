// What was saved becomes a plan: clashes, changes since the last visit, paper for the fridge, calendar files made on the
// device, and pages handed on by message and by QR code.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, describe, it } from "node:test";
import ICAL from "ical.js";
import { clean, freePort, imported, launch, nothingToFix, NOW, openAt, PHONE, ready, Server, TABLET } from "./harness.mjs";
import { decoded } from "./kiosk.mjs";
import { ActivityPage, SavedPage, Sheet } from "./pages.mjs";

// Tuesday: Senago 9:30-11:00 and Cesate 10:00-12:00; Thursday: Bollate until 16:00, Cremona from 17:00.
const SENAGO = "esempio-senago-italiano-mamme";
const SAVED = [SENAGO, "esempio-cesate-spid", "esempio-bollate-memoria", "esempio-hug-coppia", "esempio-bollate-gioco-0-3"];
const KEYS = [...SAVED.map((id) => `activity:${id}`), "place:hug-hub"];

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

const visit = (path, device, extra) => openAt(browser, server, path, device, extra);

/** The page of what was saved, with that already saved. */
async function planned(device = PHONE, extra = {}, keys = KEYS) {
  const visited = await visit("/informazioni", device, extra);
  await visited.page.evaluate((keys) => localStorage.setItem("family-hub.saved", keys.join("\n")), keys);
  await visited.page.goto(`${server.url}/salvati`);
  await ready(visited.page);
  const saved = new SavedPage(visited.page);
  await saved.plan.waitFor();
  return { ...visited, saved };
}

function example(id) {
  const { activities } = JSON.parse(fs.readFileSync(new URL("../../shared/data/examples.json", import.meta.url)));
  return activities.find((activity) => activity.id === id);
}

for (const [name, device] of [
  ["phone", PHONE],
  ["tablet", TABLET],
]) {
  describe(`on a ${name}`, () => {
    it("shows the week with what does not go together, and the next one on demand", async () => {
      const visited = await planned(device);
      const { page, saved } = visited;
      assert.equal(await saved.days.first().getByRole("heading").innerText(), "oggi, martedì 24 novembre");
      assert.equal(await saved.dates(saved.days.nth(0)).count(), 2);
      assert.equal(await saved.dates(saved.days.nth(1)).count(), 3);
      const clashes = await saved.clashes.allInnerTexts();
      assert.match(clashes[0], /^Si sovrappone a “.+” \(09:30–11:00\)$/);
      assert.match(clashes[1], /^Dopo “.+” restano 60 min: per la strada ci vogliono almeno \d h \d+ min$/);
      await nothingToFix(page);
      await saved.nextWeek.focus();
      await page.keyboard.press("Enter");
      const cancelled = saved.plan.locator('[data-status="cancelled"]').first();
      await cancelled.waitFor();
      assert.match(await cancelled.innerText(), /La sala serve per una riunione/);
      assert.equal(await cancelled.locator("s").innerText(), "10:00–12:00");
      await nothingToFix(page);
      await clean(visited);
    });

    it("says first what changed since it was seen, on every page until it was", async () => {
      await imported(admin, { activities: [example(SENAGO)] });
      const visited = await planned(device);
      const { page, saved } = visited;
      assert.equal(await saved.changes.count(), 0);
      const changed = example(SENAGO);
      changed.schedule.cancelled.push({ date: "2026-12-01", reason: "sciopero" });
      changed.schedule.moved = [{ date: "2026-12-03", to: "2026-12-04T15:00" }];
      await imported(admin, { activities: [changed] });
      await page.goto(server.url);
      await ready(page);
      const bar = page.getByRole("status").filter({ hasText: "2 cose che hai salvato sono cambiate." });
      await bar.getByRole("link").click();
      await saved.changes.waitFor();
      assert.match(await saved.changes.innerText(), /martedì 1º dicembre, 09:30: annullato \(sciopero\)/);
      assert.match(await saved.changes.innerText(), /giovedì 3 dicembre, 09:30: spostato a venerdì 4 dicembre, 15:00/);
      const above = await saved.root.locator("h2").first().innerText();
      assert.equal(above, "È cambiato qualcosa");
      await nothingToFix(page);
      await page.reload();
      await saved.changes.waitFor();
      await page.getByRole("button", { name: "Ho visto" }).press("Enter");
      await saved.changes.waitFor({ state: "detached" });
      await page.reload();
      await saved.plan.waitFor();
      assert.equal(await saved.changes.count(), 0);
      await imported(admin, { activities: [example(SENAGO)] });
      await clean(visited);
    });

    it("hands a page on: message, address and a code that another telephone reads", async () => {
      const visited = await visit(`/attivita/${SENAGO}`, device);
      const { context, page } = visited;
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      const sheet = new Sheet(page);
      await new ActivityPage(page).root.getByRole("button", { name: "Condividi" }).press("Enter");
      await sheet.message.waitFor();
      const message = await sheet.message.innerText();
      const title = await new ActivityPage(page).root.getByRole("heading", { level: 1 }).innerText();
      assert.ok(message.startsWith(`${title} (esempio)\nQuando: martedì 24 novembre, 09:30–11:00\nDove: `), message);
      assert.ok(message.endsWith(`\n${server.url}/attivita/${SENAGO}`), message);
      assert.equal(await decoded(context, sheet.code), `${server.url}/attivita/${SENAGO}`);
      await nothingToFix(page);
      await page.getByRole("button", { name: "Copia il messaggio" }).click();
      await page.getByText("Messaggio copiato.").waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), message);
      await clean(visited);
    });

    it("offers its dates to a calendar", async () => {
      const visited = await visit(`/attivita/${SENAGO}`, device);
      const { page } = visited;
      const sheet = new Sheet(page);
      const opener = new ActivityPage(page).root.getByRole("button", { name: "Calendario" });
      await opener.press("Enter");
      await sheet.allDates.waitFor();
      await nothingToFix(page);
      await page.keyboard.press("Escape");
      await sheet.allDates.waitFor({ state: "hidden" });
      assert.ok(await opener.evaluate((button) => button === document.activeElement), "the focus comes back");
      await clean(visited);
    });
  });
}

it("saves by keyboard and finds it in the plan, without a network too", async () => {
  const visited = await visit(`/attivita/${SENAGO}`);
  const { page } = visited;
  const save = new ActivityPage(page).root.getByRole("button", { name: "Salva" });
  await save.press("Enter");
  await page.getByRole("button", { name: "Salvato" }).waitFor();
  await server.stop();
  try {
    await page.getByRole("navigation", { name: "Pagine" }).getByRole("link", { name: "Salvati" }).press("Enter");
    const saved = new SavedPage(page);
    await saved.plan.waitFor();
    assert.equal(await saved.days.count(), 2);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
  } finally {
    await server.start();
  }
  await clean(visited);
});

it("prints one sheet with plan, telephones and addresses, and nothing to press", async () => {
  const visited = await planned(TABLET);
  const { page, saved } = visited;
  assert.ok(await saved.contacts.isHidden());
  await page.evaluate(() => (window.print = () => (window.printed = true)));
  await page.getByRole("button", { name: "Stampa" }).click();
  assert.ok(await page.evaluate(() => window.printed));
  await page.emulateMedia({ media: "print" });
  await saved.contacts.waitFor();
  const text = await page.evaluate(() => document.body.innerText);
  for (const wanted of ["martedì 24 novembre", "09:30–11:00", "Piazza Giovanni XXIII", "Telefoni e indirizzi", server.url]) {
    assert.ok(text.includes(wanted), `${wanted} is not in ${text}`);
  }
  assert.match(text, /^\+?[\d ]{8,}$/m);
  assert.ok(!/oggi|domani/.test(text), "paper is read on other days");
  for (const role of ["navigation", "button", "contentinfo", "banner", "combobox", "searchbox"]) {
    assert.equal(await page.getByRole(role).filter({ visible: true }).count(), 0, role);
  }
  const size = await saved.plan.evaluate((plan) => parseFloat(getComputedStyle(plan).fontSize) * 0.75);
  assert.ok(size >= 14, `${size} points`);
  const paper = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  assert.equal(paper.match(/\/Type\s*\/Page\b(?!s)/g).length, 1);
  await clean(visited);
});

it("fits one sheet with fourteen things saved", async () => {
  const { activities } = JSON.parse(fs.readFileSync(new URL("../../shared/data/examples.json", import.meta.url)));
  const weekly = activities.filter((one) => /WEEKLY/.test(one.schedule?.rrule) && !/INTERVAL/.test(one.schedule.rrule));
  const visited = await planned(TABLET, {}, weekly.slice(0, 14).map((one) => `activity:${one.id}`));
  const paper = (await visited.page.pdf({ preferCSSPageSize: true })).toString("latin1");
  assert.equal(paper.match(/\/Type\s*\/Page\b(?!s)/g).length, 1);
  await clean(visited);
});

const pages = (paper) => paper.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g).length;

/** So many dates on the days that are left of the week, at as many places and with titles as the examples have. */
function crowd(count) {
  const { activities } = JSON.parse(fs.readFileSync(new URL("../../shared/data/examples.json", import.meta.url)));
  return Array.from({ length: count }, (_, at) => {
    const { network, place, title, category } = activities[at % activities.length];
    const day = 24 + Math.floor((at * 6) / count);
    const hour = String(10 + (at % 9)).padStart(2, "0");
    const id = `carta-${at}`;
    return { id, network, place, title, category, sample: true, schedule: { start: `2026-11-${day}T${hour}:30`, minutes: 60 } };
  });
}

for (const [count, left] of [
  [31, 0],
  [60, 0],
  [72, 12],
]) {
  it(`fits one sheet with ${count} dates, and says how many it leaves out`, async () => {
    const dates = crowd(count);
    const body = JSON.stringify({ format: "family-hub/1", activities: dates });
    const answer = await fetch(`http://127.0.0.1:${admin}/import?mode=merge`, { method: "POST", body });
    assert.equal(answer.status, 200, await answer.text());
    const visited = await planned(TABLET, {}, dates.map((one) => `activity:${one.id}`));
    const { page, saved } = visited;
    assert.equal(await saved.dates(saved.plan).filter({ visible: true }).count(), count, "a screen has room for all");
    const note = saved.plan.getByText(/^Altre date, non su questo foglio/);
    assert.equal(await note.filter({ visible: true }).count(), 0);
    assert.equal(pages(await page.pdf({ preferCSSPageSize: true })), 1);
    await page.emulateMedia({ media: "print" });
    assert.equal(await saved.dates(saved.plan).filter({ visible: true }).count(), count - left);
    const said = left ? [`Altre date, non su questo foglio: ${left}`] : [];
    assert.deepEqual(await note.filter({ visible: true }).allInnerTexts(), said);
    const points = await saved.plan.evaluate((plan) => parseFloat(getComputedStyle(plan.querySelector(".card-title")).fontSize) * 0.75);
    assert.ok(points > 6.9, `${points} points can be read`);
    await clean(visited);
  });
}

async function downloaded(page, press) {
  const [file] = await Promise.all([page.waitForEvent("download"), press()]);
  const text = fs.readFileSync(await file.path(), "utf8");
  const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
  return { name: file.suggestedFilename(), text, events };
}

it("writes calendar files on the device, with the server gone and the device in Los Angeles", async () => {
  await imported(admin, { activities: [example(SENAGO)] });
  const visited = await visit(`/attivita/${SENAGO}`, PHONE, { timezoneId: "America/Los_Angeles" });
  const { page } = visited;
  const sheet = new Sheet(page);
  await server.stop();
  try {
    await page.getByRole("button", { name: "Calendario" }).click();
    const all = await downloaded(page, () => sheet.allDates.click());
    assert.equal(all.name, `${SENAGO}.ics`);
    const series = all.events.find((event) => event.isRecurring());
    const dates = series.iterator();
    const first = Array.from({ length: 4 }, () => dates.next().toString());
    assert.deepEqual(first, ["2026-09-29T09:30:00", "2026-10-01T09:30:00", "2026-10-06T09:30:00", "2026-10-08T09:30:00"]);
    assert.equal(series.component.getFirstProperty("dtstart").getParameter("tzid"), "Europe/Rome");
    assert.equal(series.duration.toSeconds(), 90 * 60);
    const fallen = all.events.find((event) => event.isRecurrenceException());
    assert.equal(fallen.recurrenceId.toString(), "2026-12-08T09:30:00");
    assert.equal(fallen.component.getFirstPropertyValue("status"), "CANCELLED");
    const one = await downloaded(page, () => sheet.dates.nth(1).click());
    assert.equal(one.events.length, 1);
    assert.equal(one.events[0].startDate.toString(), "2026-11-26T09:30:00");
    assert.equal(one.events[0].component.getFirstPropertyValue("url"), `${server.url}/attivita/${SENAGO}`);
  } finally {
    await server.start();
  }
  await clean(visited);
});

it("hands all that was saved to a calendar, as a file and as a subscription", async () => {
  const visited = await planned();
  const { page } = visited;
  const sheet = new Sheet(page);
  await page.getByRole("button", { name: "Calendario" }).click();
  const file = await downloaded(page, () => sheet.allDates.click());
  const titles = new Set(file.events.filter((event) => event.isRecurring()).map((event) => event.summary));
  assert.equal(titles.size, SAVED.length);
  const address = await sheet.subscription.getAttribute("href");
  assert.ok(address.startsWith(`webcal://127.0.0.1:${server.port}/calendar.ics?saved=activity:`), address);
  const feed = await (await fetch(address.replace("webcal:", "http:"))).text();
  const uids = (text) => [...new Set(text.match(/^UID:.*$/gm))].sort();
  assert.deepEqual(uids(feed), uids(file.text), "the same events, so that nothing stands twice");
  const pages = (text) => [...new Set(text.replaceAll("\r\n ", "").match(/^URL:.*$/gm))].sort();
  assert.deepEqual(pages(feed), pages(file.text));
  assert.deepEqual(pages(file.text), SAVED.map((id) => `URL:${server.url}/attivita/${id}`).sort());
  await clean(visited);
});

it("offers a subscription on activities and on places", async () => {
  for (const [path, query] of [
    [`/attivita/${SENAGO}`, `activity=${SENAGO}`],
    ["/sede/hug-hub", "place=hug-hub"],
  ]) {
    const visited = await visit(path);
    await visited.page.getByRole("button", { name: "Calendario" }).click();
    const address = await new Sheet(visited.page).subscription.getAttribute("href");
    assert.equal(address, `webcal://127.0.0.1:${server.port}/calendar.ics?${query}`);
    const answer = await fetch(address.replace("webcal:", "http:"));
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /^BEGIN:VEVENT/m);
    await clean(visited);
  }
});

it("gives the message to the device's own sheet where there is one", async () => {
  const visited = await visit("/sede/bari-csf-san-nicola", PHONE);
  const { page } = visited;
  await page.addInitScript(() => {
    navigator.share = async (data) => (window.sent = data);
  });
  await page.reload();
  await ready(page);
  await page.getByTestId("place-page").getByRole("button", { name: "Condividi" }).click();
  await page.getByRole("button", { name: "Invia" }).click();
  await page.waitForFunction(() => window.sent);
  const { text } = await page.evaluate(() => window.sent);
  assert.match(text, /Strada del Carmine 11/);
  assert.match(text, /^Tel\. /m);
  assert.ok(text.endsWith(`${server.url}/sede/bari-csf-san-nicola`), text);
  await clean(visited);
});

it("draws the code of a search too, and forgets nothing of its address", async () => {
  const visited = await visit("/?near=Senago&what=place&topic=scuola");
  await visited.page.getByRole("contentinfo").getByRole("button", { name: "Condividi" }).click();
  assert.equal(await decoded(visited.context, new Sheet(visited.page).code), visited.page.url());
  await clean(visited);
});

it("never says a change that is over, nor on a day before it was told", async () => {
  await imported(admin, { activities: [example(SENAGO)] });
  const visited = await planned();
  const { page, saved } = visited;
  const changed = example(SENAGO);
  changed.schedule.cancelled.push({ date: "2026-11-26", reason: "sciopero" });
  await imported(admin, { activities: [changed] });
  await page.clock.setFixedTime(new Date(NOW.getTime() + 3 * 86_400_000));
  await page.reload();
  await saved.plan.waitFor();
  await page.getByText(/Dati di oggi/).waitFor();
  assert.equal(await saved.changes.count(), 0);
  await imported(admin, { activities: [example(SENAGO)] });
  await clean(visited);
});
