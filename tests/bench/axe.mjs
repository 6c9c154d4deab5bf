// axe-core itself, every rule it has (WCAG 2.2 A, AA and AAA, best practice, what is still tried out), on pages and states
// in three languages, four widths, and with forced colours, dark and high contrast.
//
//   FAMILY_HUB_BINARY=… node tests/bench/axe.mjs [--languages it,en,ar] [--widths 320,1280] [--only text] [--looks dark] [--kiosk]
//
// Prints each kind of finding once, with where it was seen, and one JSON line with the counts. Ends with 1 when there are any.
import { execFile } from "node:child_process";
import { parseArgs, promisify } from "node:util";
import axe from "axe-core";
import { BINARY, launch, NOW, ready, Server } from "../journeys/harness.mjs";
import { bootKiosk } from "../journeys/kiosk.mjs";

const { values: asked } = parseArgs({
  options: {
    languages: { type: "string", default: "it,en,ar" },
    widths: { type: "string", default: "320,390,768,1280" },
    looks: { type: "string", default: ",forced,dark,strong" },
    only: { type: "string", default: "" },
    kiosk: { type: "boolean", default: false },
  },
});
const PASSPHRASE = "quattro tazze verdi sul davanzale";
/** For these the map and the sheets are too much: they take the other pages' colours. */
const LOOKS = { "": [], forced: [390, 1280], dark: [390, 1280], strong: [390] };

const id = (name) => `[data-testid="${name}"]`;
const tap = (selector) => async (page) => {
  await page.locator(selector).first().click();
};
/** Name, path in the app's languages, and what brings the state about. */
const STATES = [
  ["finder", "/"],
  ["finder, an answer", "/?q=consultorio"],
  ["finder, nothing found", "/?q=zzzzqqq"],
  ["finder, near", "/?near=Senago&radius=10"],
  ["finder, narrowed", "/?kind=hub&topic=affido"],
  ["finder, a day", "/?when=today"],
  ["finder, danger", "/?q=mio+marito+mi+picchia"],
  ["finder, suggestions", "/", async (page) => {
    await page.locator(id("search-input")).pressSequentially("sen");
    await page.locator('[role="option"]').first().waitFor();
  }],
  ["finder, filters", "/", async (page) => {
    await page.locator("main button:has(.icon-filter)").first().click();
    await page.locator(id("facet-kind-hub")).waitFor();
  }],
  ["finder, letters and colours", "/", tap(".look summary")],
  ["map", "/?view=map&near=Senago", (page) => page.locator(id("marker")).first().waitFor()],
  ["map, a card", "/?view=map&near=Senago", async (page) => {
    await page.locator(id("marker")).first().waitFor();
    await page.locator(id("marker")).first().focus();
    await page.keyboard.press("Enter");
  }],
  ["place", "/sede/fh-senago"],
  ["place without hours", "/sede/pf-spoke-cittanova"],
  ["place, sent to somebody", "/sede/fh-senago", async (page) => {
    await page.locator("main button:has(.icon-share)").first().click();
    await page.locator("dialog[open]").waitFor();
  }],
  ["network", "/rete/bari-csf"],
  ["activity", "/attivita/esempio-bollate-gioco-0-3"],
  ["agenda", "/agenda"],
  ["agenda, a week", "/agenda?view=week"],
  ["agenda, a day", "/agenda?view=day"],
  ["agenda, nothing", "/agenda?q=zzzzqqq"],
  ["guide", "/scheda/isee"],
  ["saved, nothing", "/salvati"],
  ["saved", "/sede/fh-senago", async (page, go) => {
    await page.locator("main button[aria-pressed]").first().click();
    await go("/salvati");
    await page.locator(`${id("saved-page")} h3 a`).first().waitFor();
  }],
  ["household", "/noi"],
  ["information", "/informazioni"],
  ["orientation", "/orienta"],
  ["orientation, danger", "/orienta", async (page) => {
    await page.locator(id("kiosk-door-urgent")).first().click();
    await page.locator(id("danger-card")).waitFor();
  }],
  ["desk", "/sportello"],
  ["desk, a card", "/sportello", async (page) => {
    await page.locator(id("desk-sentence")).first().click();
    await page.locator(id("desk-card")).waitFor();
  }],
  ["packed list, damaged", "/k#x"],
  ["nothing there", "/sede/non-esiste"],
  ["board", "/kiosk/fh-senago/board"],
  ["kiosk setup", "/kiosk/setup"],
];
/** Pages of the server alone. */
const SERVED = ["/dati", "/accessibilita", "/tema/affido", "/comune/Senago", "/incorpora", "/embed?near=Senago", "/segnala", "/redazione", "/non/esiste"];
const ONLY_ITALIAN = /^\/(incorpora|embed|segnala|redazione|non)/;
const OFFICE = ["/redazione", "/redazione/places/fh-senago", "/redazione/nuova/activities", "/redazione/chiusure", "/redazione/campagne", "/redazione/importa", "/redazione/doppioni", "/redazione/accesso", "/redazione/territorio"];

const findings = new Map();
let runs = 0;

async function look(page, name) {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((one) => one.finished)));
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const all = axe.getRules().map(({ ruleId }) => ruleId);
    const rules = Object.fromEntries(all.map((one) => [one, { enabled: true }]));
    // It says of everything hidden that it has not been looked at: no finding.
    rules["hidden-content"].enabled = false;
    const { violations } = await axe.run(document, { rules, resultTypes: ["violations"] });
    const wide = Math.max(document.documentElement.scrollWidth, document.documentElement.clientWidth);
    const told = violations.flatMap(({ id, nodes }) => nodes.map((node) => [id, node.html.slice(0, 200), (node.any[0] ?? node.all[0] ?? node.none[0])?.message?.slice(0, 240)]));
    if (wide > innerWidth) told.push(["scrolls sideways", `${wide}`, ""]);
    return told;
  });
  runs += 1;
  for (const [rule, html, message] of found) {
    const key = `${rule}: ${html.replace(/(id|for|href|aria-labelledby|data-[a-z-]+)="[^"]*"/g, '$1="…"').replace(/>[^<]*/g, ">…").slice(0, 90)}`;
    const kind = findings.get(key) ?? { nodes: 0, where: new Set(), message, html };
    kind.nodes += 1;
    kind.where.add(name);
    findings.set(key, kind);
  }
}

async function everything(browser, server, office) {
  for (const language of asked.languages.split(",")) {
    for (const width of asked.widths.split(",").map(Number)) {
      for (const dress of asked.looks.split(",")) {
        if (dress && !LOOKS[dress].includes(width)) continue;
        const height = { 320: 640, 390: 844, 768: 1024 }[width] ?? 800;
        const device = { viewport: { width, height }, hasTouch: width < 1000, isMobile: width < 700 };
        const fresh = (extra) => browser.newContext({ locale: "it-IT", timezoneId: "Europe/Rome", reducedMotion: "reduce", forcedColors: dress === "forced" ? "active" : "none", ...device, ...extra });
        const where = `${language} ${width}${dress ? ` ${dress}` : ""}`;
        const prepared = async (context) => {
          if (dress && dress !== "forced") await context.addInitScript((value) => (document.documentElement.dataset.colours = value), dress);
          const page = await context.newPage();
          page.setDefaultTimeout(15_000);
          return page;
        };
        const prefix = language === "it" ? "" : `/${language}`;
        for (const [name, path, bring = async () => {}] of STATES) {
          if (!name.includes(asked.only)) continue;
          // A visitor of their own: nothing kept by the state before.
          const context = await fresh();
          const page = await prepared(context);
          await page.clock.setFixedTime(NOW);
          const go = async (to) => {
            await page.goto(server.url + (to === "/" && prefix ? prefix : prefix + to).replace(/^(\/[a-z]{2})\/\?/, "$1?"));
            await ready(page);
          };
          try {
            await go(path);
            await bring(page, go);
            await look(page, `${name} (${where})`);
          } catch (error) {
            findings.set(`could not be reached: ${name}`, { nodes: 1, where: new Set([where]), message: String(error).slice(0, 300), html: "" });
          }
          await context.close();
          if (process.env.AXE_PROGRESS) console.error(Math.round(performance.now() / 1000), name);
        }
        const context = await fresh(language === "it" && office ? { storageState: office } : {});
        const page = await prepared(context);
        const served = [...SERVED.filter((path) => language === "it" || !ONLY_ITALIAN.test(path)), ...(language === "it" && office ? OFFICE : [])];
        for (const path of served) {
          if (!path.includes(asked.only)) continue;
          await page.goto(server.url + (OFFICE.includes(path) ? path : prefix + path));
          await look(page, `${path} (${where})`);
        }
        await context.close();
        console.error(`${where}: ${runs} runs, ${findings.size} kinds of finding`);
      }
    }
  }
}

/** A kiosk in each of its states, at the sizes of its screens. */
async function kiosks(browser, server) {
  for (const [width, height] of [[800, 1280], [1280, 800], [1080, 1920]]) {
    const where = `${width}×${height}`;
    const { context, page, kiosk, finder } = await bootKiosk(browser, server, "/kiosk/fh-senago", NOW, { viewport: { width, height }, hasTouch: true });
    const seen = (name) => look(page, `kiosk, ${name} (${where})`);
    await kiosk.board.waitFor();
    await seen("board");
    await kiosk.begin.click();
    await kiosk.is("begin");
    await seen("doors");
    for (const door of ["places", "activities", "info", "need", "urgent"]) {
      await kiosk.door(door).click();
      await kiosk.is("visit");
      await page.locator("main h1").first().waitFor();
      await seen(door);
      await page.getByTestId("kiosk-home").click();
    }
    await kiosk.door("places").click();
    await page.locator("main button:has(.icon-filter)").first().click();
    await finder.facet("kind", "hub").waitFor();
    await seen("filters");
    await page.locator("dialog[open] .sheet-head button").click();
    await finder.cards.first().locator("a").first().click();
    await kiosk.takeAway.click();
    await kiosk.code.waitFor();
    await seen("a code");
    await page.locator(".kiosk-sheet button").click();
    await page.getByRole("button", { name: "Più contrasto" }).click();
    await seen("more contrast");
    await page.clock.fastForward(61_000);
    await kiosk.is("warning");
    await seen("warning");
    await page.clock.fastForward(21_000);
    await kiosk.is("attract");
    await page.clock.fastForward(601_000);
    await page.locator(".kiosk-dim").waitFor({ state: "attached" });
    await seen("dim");
    await context.close();
  }
}

/** Somebody of the office who has signed in: the cookie. */
async function signedIn(browser, server) {
  const options = ["staff", "add", "--data", server.data, "--role", "administrator", "--name", "Prova", "--public-url", server.url];
  const { stdout } = await promisify(execFile)(BINARY, options);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(stdout.trim().split("\n").at(-1));
  await page.locator('input[type="password"]').first().fill(PASSPHRASE);
  await page.locator("main form button").first().click();
  await page.waitForSelector("html[data-kept=ready]", { state: "attached" });
  const state = await context.storageState();
  await context.close();
  return state;
}

function report() {
  for (const [key, { nodes, where, message, html }] of findings) {
    console.log(`${key}\n  ${nodes} nodes, ${where.size} pages: ${[...where].slice(0, 6).join("; ")}\n  ${message}\n  ${html}`);
  }
  console.log(JSON.stringify({ axe: axe.version, runs, kinds: findings.size, nodes: [...findings.values()].reduce((sum, one) => sum + one.nodes, 0) }));
}

const server = await Server.start();
const browser = await launch();
// Who stops it before its end is told what was seen so far.
process.on("SIGTERM", async () => {
  report();
  await server.end();
  process.exit(2);
});
try {
  if (!asked.kiosk) await everything(browser, server, await signedIn(browser, server));
  if (asked.kiosk || !asked.only) await kiosks(browser, server);
} finally {
  await browser.close();
  await server.end();
}
report();
process.exitCode = findings.size ? 1 : 0;
