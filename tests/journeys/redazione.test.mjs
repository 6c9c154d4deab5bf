// The editorial office in a browser: what is typed is never lost, what is published without a network goes out once, and
// two people at one record are asked. On a phone and on a desk, by finger and by keyboard alone.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { BINARY, clean, DESK, freePort, imported, launch, nothingToFix, open, openAt, PHONE, Server } from "./harness.mjs";
import { decoded } from "./kiosk.mjs";

const PASSPHRASE = "quattro tazze verdi sul davanzale";
const DATED = "laboratorio-di-prova";
const PLACE = "/redazione/places/fh-senago";

/** The next days of a week, as dates of the calendar here. */
const inDays = (days) => new Date(Date.now() + days * 86400e3).toISOString().slice(0, 10);

let server, browser, admin;
before(async () => {
  admin = await freePort();
  server = await Server.start("--admin-listen", `127.0.0.1:${admin}`);
  browser = await launch();
  const schedule = { start: `${inDays(1)}T16:30`, minutes: 60, rrule: "FREQ=DAILY;COUNT=20" };
  const access = { free: true, entry: "walk_in" };
  const activity = { id: DATED, place: "fh-senago", network: "family-hub-garbagnate", title: "Laboratorio di prova", category: "laboratorio", schedule, access };
  await imported(admin, { activities: [activity] });
});
after(async () => {
  await browser?.close();
  await server?.end();
});

let accounts = 0;
/** A link by which a new person chooses a passphrase, and their name. */
async function invitation(role = "administrator", ...scope) {
  const name = `Persona ${++accounts}`;
  const options = ["staff", "add", "--data", server.data, "--role", role, "--name", name, "--public-url", server.url, ...scope];
  const { stdout } = await promisify(execFile)(BINARY, options);
  return { name, link: stdout.trim().split("\n").at(-1) };
}

/** Somebody who has signed in, on a device of their own. */
async function editor(device = DESK, role = "administrator", ...scope) {
  const { name, link } = await invitation(role, ...scope);
  const visited = await open(browser, server, device, { now: new Date() });
  await visited.page.goto(link);
  await visited.page.getByLabel("La tua frase segreta").fill(PASSPHRASE);
  await visited.page.getByRole("button", { name: "Usa questa frase" }).click();
  await settled(visited.page);
  return { ...visited, name };
}

/** Resolves once the page's script has taken up what the device holds. */
const settled = (page) => page.waitForSelector("html[data-kept=ready]", { state: "attached" });
const count = (page) => page.getByTestId("unsent-count");
const saysUnsent = (page, number) => page.waitForSelector(`[data-testid=unsent-count][data-count="${number}"]`);

async function goto(page, address) {
  await page.goto(server.url + address);
  await settled(page);
}

/** Pages are kept for when the network is gone. */
const keptHere = (page, address) =>
  page.waitForFunction(async (address) => Boolean(navigator.serviceWorker.controller && (await caches.match(address))), address);

describe("what is typed", () => {
  it("survives a reload, a crash and a sign-out, and is published in the end", async () => {
    const { context, page, name } = await editor();
    await goto(page, PLACE);
    const field = () => page.getByTestId("field-hours_note");
    await field().fill("Suonare al secondo piano");
    await saysUnsent(page, 1);
    assert.match(await count(page).innerText(), /1 modifica non inviata/);
    await page.reload();
    await settled(page);
    assert.equal(await field().inputValue(), "Suonare al secondo piano");
    assert.match(await page.getByTestId("draft-kept").innerText(), /Bozza non inviata del/);
    const crash = await context.newCDPSession(page);
    const crashed = page.waitForEvent("crash");
    crash.send("Page.crash").catch(() => {});
    await crashed;
    // Only now: a page that is there before may live in the process that crashes.
    const other = await context.newPage();
    await goto(other, "/redazione");
    await saysUnsent(other, 1);
    // It says that it stays here, and belongs to who typed it.
    other.on("dialog", (dialog) => dialog.accept());
    await other.getByRole("button", { name: "Esci" }).click();
    await other.getByTestId("staff-login").waitFor();
    await other.getByLabel("Il tuo nome").fill(name);
    await other.getByLabel("La tua frase segreta").fill(PASSPHRASE);
    await other.getByRole("button", { name: "Entra" }).click();
    await saysUnsent(other, 1);
    await goto(other, PLACE);
    assert.equal(await other.getByTestId("field-hours_note").inputValue(), "Suonare al secondo piano");
    await other.getByTestId("publish").click();
    await other.waitForURL(/fatto=published/);
    await saysUnsent(other, 0);
    assert.match(await (await fetch(`${server.url}/sede/fh-senago`)).text(), /Suonare al secondo piano/);
    await context.close();
  });

  it("is shown to nobody else who uses the same device", async () => {
    const { context, page, seen } = await editor();
    await goto(page, PLACE);
    await page.getByTestId("field-hours_note").fill("Solo mio");
    await saysUnsent(page, 1);
    page.on("dialog", (dialog) => dialog.accept());
    await page.getByRole("button", { name: "Esci" }).click();
    await page.getByTestId("staff-login").waitFor();
    const { link } = await invitation();
    await page.goto(link);
    await page.getByLabel("La tua frase segreta").fill(PASSPHRASE);
    await page.getByRole("button", { name: "Usa questa frase" }).click();
    await settled(page);
    await saysUnsent(page, 0);
    await page.getByText("lavoro non inviato di un’altra persona").waitFor();
    await goto(page, PLACE);
    assert.notEqual(await page.getByTestId("field-hours_note").inputValue(), "Solo mio");
    await clean({ context, seen });
  });

  it("goes on after the session has ended", async () => {
    const { context, page, name } = await editor();
    await goto(page, PLACE);
    await context.clearCookies();
    await page.getByTestId("field-host").fill("Un altro ospite");
    await page.getByTestId("publish").click();
    await page.getByTestId("sign-in-again").click();
    await page.getByLabel("Il tuo nome").fill(name);
    await page.getByLabel("La tua frase segreta").fill(PASSPHRASE);
    await page.getByRole("button", { name: "Entra" }).click();
    await page.waitForURL(/fatto=published/);
    await saysUnsent(page, 0);
    assert.match(await (await fetch(`${server.url}/sede/fh-senago`)).text(), /Un altro ospite/);
    await context.close();
  });
});

describe("without a network", () => {
  it("a date cancelled on a phone is struck through for families and on the board within five seconds", async () => {
    const { context, page } = await editor(PHONE);
    const address = `/redazione/activities/${DATED}`;
    await goto(page, address);
    await keptHere(page, address);
    const family = await openAt(browser, server, `/attivita/${DATED}`, PHONE, { now: new Date() });
    const board = await openAt(browser, server, "/kiosk/fh-senago/board", DESK, { now: new Date() });
    await server.stop();
    await page.goto(server.url + address);
    await settled(page);
    await page.getByText("Questa pagina è del").waitFor();
    const row = page.getByTestId("date-row").first();
    await row.getByLabel("Motivo").first().fill("Neve");
    await row.getByRole("button", { name: "Annulla" }).click();
    await saysUnsent(page, 1);
    await page.getByText("parte da solo").first().waitFor();
    assert.equal(await page.getByText(/Pubblicato|Data annullata/).count(), 0);
    // The page is closed and opened again without a network: what was sent off waits.
    await page.goto(server.url + address);
    await saysUnsent(page, 1);
    await server.start();
    const back = Date.now();
    const struck = async (seen) => {
      const found = seen.page.getByText("Neve").first();
      await found.waitFor({ timeout: 20_000 });
      return Date.now() - back;
    };
    const took = await Promise.all([struck(family), struck(board)]);
    assert.ok(Math.max(...took) <= 5_000, `${took} ms`);
    await saysUnsent(page, 0);
    await Promise.all([family, board].map(({ context }) => context.close()));
    await context.close();
  });

  it("three changes go out in their order, each once, also when answers are lost on the way", async () => {
    const { context, page } = await editor();
    const addresses = ["fh-senago", "fh-bollate", "fh-senago"].map((id) => `/redazione/places/${id}`);
    for (const address of new Set(addresses)) {
      await goto(page, address);
      await keptHere(page, address);
    }
    const revs = async () => {
      const answer = await page.request.get(`${server.url}/api/v1/staff/history?record=place:fh-senago`);
      return (await answer.json()).changes.length;
    };
    const before = await revs();
    await server.stop();
    const values = ["Primo", "Secondo", "Terzo"];
    for (const [at, address] of addresses.slice(0, 2).entries()) {
      await goto(page, address);
      await page.getByTestId("field-hours_note").fill(values[at]);
      await page.getByTestId("publish").click();
      await saysUnsent(page, at + 1);
    }
    // The first answer is lost after the server has done it.
    let lost = 0;
    await page.route("**/redazione/places/*", async (route) => {
      if (route.request().method() !== "POST" || lost > 0) return route.continue();
      const done = await route.fetch().catch(() => null);
      lost += done ? 1 : 0;
      await route.abort();
    });
    await server.start();
    await saysUnsent(page, 0);
    assert.equal(lost, 1);
    assert.equal(await revs(), before + 1);
    const note = async (id) => (await (await fetch(`${server.url}/api/v1/places/${id}`)).json()).hours_note;
    assert.deepEqual(await Promise.all([note("fh-senago"), note("fh-bollate")]), ["Primo", "Secondo"]);
    await context.close();
  });

  it("who signs out leaves no page behind", async () => {
    const { context, page } = await editor();
    await goto(page, PLACE);
    await keptHere(page, PLACE);
    await server.stop();
    await page.getByRole("button", { name: "Esci" }).click();
    await page.getByText("Le pagine lette sono state cancellate").waitFor();
    await page.goto(server.url + PLACE).catch(() => {});
    assert.equal(await page.getByTestId("record-form").count(), 0);
    await server.start();
    await page.goto(server.url + PLACE);
    await page.getByTestId("staff-login").waitFor();
    await context.close();
  });
});

describe("two people at one record", () => {
  it("are put together where they do not touch, and asked where they do; what was given up comes back", async () => {
    const [one, other] = [await editor(), await editor(PHONE)];
    await Promise.all([one, other].map(({ page }) => goto(page, PLACE)));
    await one.page.getByTestId("field-hours_note").fill("Di Anna");
    await one.page.getByTestId("publish").click();
    await one.page.waitForURL(/fatto=published/);
    await other.page.getByTestId("field-hours_note").fill("Di Bruno");
    await other.page.getByTestId("field-host").fill("Ospite di Bruno");
    await other.page.getByTestId("publish").click();
    const conflict = other.page.getByTestId("conflict");
    await conflict.waitFor();
    const told = await conflict.innerText();
    assert.match(told, /Di Bruno/);
    assert.match(told, /Di Anna/);
    await nothingToFix(other.page);
    await conflict.getByLabel(/Il loro: .*Di Anna/).check();
    await other.page.getByRole("button", { name: "Usa queste scelte e pubblica" }).click();
    await other.page.locator("[data-lost]").waitFor();
    await other.page.reload();
    await settled(other.page);
    const lost = other.page.locator("[data-lost]");
    assert.match(await lost.innerText(), /Di Bruno/);
    await lost.getByRole("button", { name: "Rimetti il mio valore" }).click();
    await other.page.waitForURL(/fatto=brought-back/);
    const place = await (await fetch(`${server.url}/api/v1/places/fh-senago`)).json();
    assert.equal(place.hours_note, "Di Bruno");
    assert.equal(place.host, "Ospite di Bruno");
    // And Anna sees what happened to hers, with the way back.
    await goto(one.page, PLACE);
    const row = one.page.getByTestId("history-row").first();
    assert.match(await row.innerText(), /Di Anna → .*Di Bruno/);
    await row.getByRole("button", { name: "Rimetti com’era" }).first().click();
    await one.page.waitForURL(/fatto=brought-back/);
    await Promise.all([one, other].map(({ context }) => context.close()));
  });
});

describe("hours", () => {
  it("are painted by mouse and by keyboard, read back in words, and published", async () => {
    const { context, page } = await editor();
    const address = "/redazione/places/fh-cesate";
    await goto(page, address);
    await page.getByText("Disegna gli orari sulla settimana").click();
    const grid = page.getByTestId("hours-grid");
    await grid.scrollIntoViewIfNeeded();
    const box = (value) => grid.locator(`input[value="${value}"]`);
    // Whatever was there goes: the record of this test is painted anew.
    for (const checked of await grid.locator("input:checked").all()) await checked.click();
    const middle = async (value) => {
      await box(value).scrollIntoViewIfNeeded();
      const { x, y, width, height } = await box(value).boundingBox();
      return [x + width / 2, y + height / 2];
    };
    const [from, to] = [await middle("0-18"), await middle("0-21")];
    await page.mouse.move(...from);
    await page.mouse.down();
    for (const step of [0.25, 0.5, 0.75, 1]) await page.mouse.move(from[0], from[1] + (to[1] - from[1]) * step);
    await page.mouse.up();
    assert.equal(await grid.locator("input:checked").count(), 4);
    await box("3-20").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Shift+ArrowDown");
    assert.equal(await grid.locator("input:checked").count(), 6);
    await page.getByLabel("Eccezioni").fill("PH off");
    await page.getByTestId("hours-read").getByText(/lunedì 9:00–11:00.*giovedì 10:00–11:00.*festivi chiuso/).waitFor();
    assert.equal(await page.getByTestId("field-opening_hours").inputValue(), "Mo 09:00-11:00; Th 10:00-11:00; PH off");
    assert.match(await page.getByTestId("difference").innerText(), /Orari di apertura/);
    await nothingToFix(page);
    await page.getByTestId("publish").click();
    await page.waitForURL(/fatto=published/);
    const place = await (await fetch(`${server.url}/api/v1/places/fh-cesate`)).json();
    assert.equal(place.opening_hours, "Mo 09:00-11:00; Th 10:00-11:00; PH off");
    await context.close();
  });

  it("are told at their field in words when they cannot be read, and what was typed stays", async () => {
    const { context, page } = await editor(PHONE);
    await goto(page, "/redazione/places/fh-solaro");
    const field = page.getByTestId("field-opening_hours");
    await field.fill("quando capita");
    await field.blur();
    await page.locator("[data-fault=opening_hours]").waitFor();
    await page.getByTestId("publish").click();
    await page.getByText("Non pubblicato").waitFor();
    assert.equal(await field.inputValue(), "quando capita");
    await saysUnsent(page, 1);
    await field.fill("lun-ven 9-12.30");
    await page.getByTestId("publish").click();
    await page.waitForURL(/fatto=published/);
    await saysUnsent(page, 0);
    await context.close();
  });
});

describe("more than one record", () => {
  it("a new activity is made, put to rest with its network, and its place is asked by a link", async () => {
    const { context, page, seen } = await editor();
    await goto(page, "/redazione");
    await page.getByRole("link", { name: "Nuova attività" }).click();
    await settled(page);
    await page.getByLabel("Rete", { exact: true }).selectOption("family-hub-garbagnate");
    await page.getByTestId("field-title").fill("Cerchio di prova");
    await page.getByTestId("field-category").fill("laboratorio");
    await page.getByTestId("field-place").fill("fh-senago");
    await page.getByTestId("field-schedule.start").fill(`${inDays(3)}T17:00`);
    await page.getByLabel("Si ripete?").selectOption("weekly");
    await page.waitForFunction(() => document.querySelectorAll("[data-testid=next-dates] li").length === 10);
    await nothingToFix(page);
    await page.getByTestId("publish").click();
    await page.waitForURL(/cerchio-di-prova\?fatto=published/);
    await goto(page, "/redazione/chiusure");
    await page.getByLabel("Rete", { exact: true }).selectOption("family-hub-garbagnate");
    await page.getByLabel("Dal", { exact: true }).fill(inDays(2));
    await page.getByLabel("Al (compreso)").fill(inDays(8));
    await page.getByLabel("Motivo, come lo leggono le famiglie").fill("Settimana di chiusura");
    await page.getByRole("button", { name: "Mostra che cosa tocca" }).click();
    await page.getByTestId("touched").getByText("Cerchio di prova").waitFor();
    await nothingToFix(page);
    await page.getByTestId("publish").click();
    await page.waitForURL(/networks\/family-hub-garbagnate\?fatto=published/);
    assert.match(await (await fetch(`${server.url}/attivita/cerchio-di-prova`)).text(), /Settimana di chiusura/);
    await goto(page, "/redazione/campagne");
    await page.getByLabel("Family Hub Senago", { exact: false }).first().check();
    await nothingToFix(page);
    await page.getByRole("button", { name: "Crea i link" }).click();
    await page.getByTestId("campaign-cards").waitFor();
    await nothingToFix(page);
    const link = await page.locator("code").first().innerText();
    const asked = await open(browser, server, PHONE, { now: new Date() });
    await asked.page.goto(server.url + new URL(link).pathname);
    await nothingToFix(asked.page);
    await asked.page.locator("input[name=contacts][value=right]").check();
    await asked.page.getByRole("button", { name: "Invia" }).click();
    await asked.page.getByText("Le conferme sono già visibili").waitFor();
    assert.match(await (await fetch(`${server.url}/sede/fh-senago`)).text(), /Confermato oggi \(dalla sede, con un link\)/);
    await clean(asked);
    await clean({ context, seen });
  });
});

describe("a family", () => {
  it("says that a place is missing, and somebody reads it", async () => {
    const family = await openAt(browser, server, "/", PHONE, { now: new Date() });
    await family.page.getByRole("link", { name: "Manca un posto?" }).click();
    await family.page.getByTestId("feedback-form").waitFor();
    assert.ok(await family.page.locator("input[value=missing-place]").isChecked());
    await nothingToFix(family.page);
    await family.page.locator("#testo").fill("A Limbiate c’è un centro nuovo");
    await family.page.getByRole("button", { name: /Invia|Manda/ }).first().click();
    await family.page.getByTestId("feedback-sent").waitFor();
    await nothingToFix(family.page);
    await clean(family);
    const { context, page, seen } = await editor();
    await goto(page, "/redazione");
    const row = page.getByTestId("inbox-row").filter({ hasText: "A Limbiate c’è un centro nuovo" });
    assert.match(await row.innerText(), /manca un posto/);
    await row.getByRole("button", { name: "Fatta" }).click();
    await page.waitForURL(/fatto=answered/);
    assert.equal(await row.count(), 0);
    await clean({ context, seen });
  });
});

describe("the pages", () => {
  for (const [name, device] of [
    ["phone", PHONE],
    ["desk", DESK],
  ]) {
    it(`have nothing to fix on a ${name}`, async () => {
      const { context, page, seen } = await editor(device);
      for (const address of ["/redazione", PLACE, `/redazione/activities/${DATED}`]) {
        await goto(page, address);
        await nothingToFix(page);
      }
      await clean({ context, seen });
    });
  }

  it("are used by keyboard alone", async () => {
    const { context, page } = await editor();
    await goto(page, PLACE);
    const until = async (selector) => {
      for (let step = 0; step < 200; step++) {
        if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return;
        await page.keyboard.press("Tab");
      }
      assert.fail(`${selector} is out of reach`);
    };
    await until("[data-testid=field-host]");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("Dalla tastiera");
    await until("[data-testid=publish]");
    await page.keyboard.press("Enter");
    await page.waitForURL(/fatto=published/);
    assert.equal((await (await fetch(`${server.url}/api/v1/places/fh-senago`)).json()).host, "Dalla tastiera");
    await context.close();
  });

  for (const role of ["network-editor", "place-editor", "verifier", "reader"]) {
    it(`offer a ${role} what they may do, and nothing else`, async () => {
      const scope = role === "place-editor" ? ["--place", "fh-senago"] : ["--network", "family-hub-garbagnate"];
      const { context, page, seen } = await editor(DESK, role, ...scope);
      await goto(page, PLACE);
      const has = async (id) => (await page.getByTestId(id).count()) > 0;
      const may = { edit: ["network-editor", "place-editor"].includes(role), confirm: role !== "reader" };
      assert.deepEqual({ edit: await has("record-form"), confirm: await has("confirm-all") }, may);
      await clean({ context, seen });
    });
  }
});

/** What an authenticator app shows (RFC 6238), written here anew. */
function shownByApp(secret, at) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac("sha1", key).update(step).digest();
  const from = digest[19] & 15;
  return String((digest.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

it("asks for the code of an app once somebody has photographed the secret, and speaks English on wish", async () => {
  const { context, page, name } = await editor(PHONE);
  await goto(page, "/redazione/accesso");
  await nothingToFix(page);
  const address = new URL(await decoded(context, page.locator("svg.qr")));
  assert.equal(address.protocol, "otpauth:");
  const secret = address.searchParams.get("secret");
  await page.getByLabel(/Codice a sei cifre/).fill(shownByApp(secret, Date.now()));
  await page.getByRole("button", { name: "Attiva il secondo passo" }).click();
  const codes = await page.getByTestId("recovery-codes").getByRole("listitem").allInnerTexts();
  assert.equal(codes.length, 10);
  await page.getByRole("link", { name: "English" }).click();
  await page.getByRole("heading", { name: `Hello ${name}` }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  await nothingToFix(page);
  const other = await open(browser, server, DESK, { now: new Date() });
  await other.page.goto(`${server.url}/redazione`);
  const enter = async (code) => {
    await other.page.getByLabel("Il tuo nome").fill(name);
    await other.page.getByLabel("La tua frase segreta").fill(PASSPHRASE);
    await other.page.getByLabel(/Codice dell’app/).fill(code);
    await other.page.getByRole("button", { name: "Entra" }).click();
  };
  await enter("");
  await other.page.getByText("Serve anche il codice della tua app").waitFor();
  await enter(codes[0]);
  await other.page.getByRole("heading", { name: `Ciao ${name}` }).waitFor();
  await other.context.close();
  await context.close();
});
