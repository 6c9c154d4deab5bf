// How long a kiosk lasts, by a clock that the script holds: memory over an hour of touches, a network that comes and goes,
// old data, wake lock, burn-in, the nightly reload, panics; and in Chromium's own kiosk mode under Xvfb, ways out.
//
//   FAMILY_HUB_BINARY=… node tests/bench/kiosk.mjs [soak] [flaps] [age] [light] [still] [night] [panic] [beat] [ways]
//
// One JSON line a figure. Each part is bounded; all of them take some ten minutes.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { launch, NOW, ready, Server } from "../journeys/harness.mjs";
import { bootKiosk } from "../journeys/kiosk.mjs";
import { figure } from "./figures.mjs";
import { FAST, Line } from "./slow.mjs";

const ADDRESS = "/kiosk/fh-senago";
const run = promisify(execFile);

/** The slope of points (x, y), by least squares. */
function slope(points) {
  const mean = (at) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  return points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

/** What Chromium keeps for the page, after collecting what nobody needs. */
async function weigh(cdp) {
  await cdp.send("HeapProfiler.collectGarbage");
  const { metrics } = await cdp.send("Performance.getMetrics");
  const { JSHeapUsedSize, Nodes, JSEventListeners } = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  return { heap: JSHeapUsedSize / 1e6, nodes: Nodes, listeners: JSEventListeners };
}

/** D1: an hour of touches, one every second and another page every two. */
async function soak(browser, server) {
  const memory = (page) =>
    page.addInitScript(() => {
      for (const name of ["instantiate", "instantiateStreaming"]) {
        const made = WebAssembly[name].bind(WebAssembly);
        WebAssembly[name] = async (...all) => {
          const result = await made(...all);
          const found = (result.instance ?? result).exports?.memory;
          if (found) globalThis.wasmMemory = found;
          return result;
        };
      }
    });
  const { context, page, seen, kiosk } = await bootKiosk(browser, server, ADDRESS, NOW, undefined, memory);
  const cdp = await context.newCDPSession(page);
  await cdp.send("Performance.enable");
  await kiosk.begin.click();
  await kiosk.is("begin");
  const weights = [];
  for (let minute = 0; minute <= 60; minute += 1) {
    if (minute % 5 === 0) weights.push([minute, await weigh(cdp), await page.evaluate(() => (globalThis.wasmMemory?.buffer.byteLength ?? 0) / 1e6)]);
    for (let second = 0; second < 60; second += 2) {
      await page.evaluate(
        ([second]) => {
          const touch = () => document.body.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
          const press = (selector) => document.querySelector(selector)?.click();
          touch();
          const doors = ["places", "activities", "info", "need"];
          if (!document.querySelector("[data-testid^=kiosk-door-places]")) {
            if (second % 8 === 4) press("main [data-testid=result-card] h3 a, main [data-testid=occurrence] h3 a, main [data-testid=orientation-answer]");
            else press("[data-testid=kiosk-home]");
          } else press(`[data-testid=kiosk-door-${doors[(second / 2) % doors.length]}]`);
        },
        [second],
      );
      await page.clock.runFor(2_000);
    }
  }
  const later = weights.filter(([minute]) => minute >= 10);
  figure("kiosk.soak.minutes", 60, "min");
  figure("kiosk.soak.heap_start", weights[0][1].heap, "MB");
  figure("kiosk.soak.heap_end", weights.at(-1)[1].heap, "MB");
  figure("kiosk.soak.heap_slope", slope(later.map(([minute, { heap }]) => [minute / 60, heap])), "MB/h", "<= 5");
  figure("kiosk.soak.wasm_growth", weights.at(-1)[2] - later[0][2], "MB", "<= 5");
  for (const [minute, , memory] of weights) if (minute % 10 === 0) figure(`kiosk.soak.wasm_at_${minute}`, memory, "MB");
  figure("kiosk.soak.nodes_growth", (100 * (weights.at(-1)[1].nodes - later[0][1].nodes)) / later[0][1].nodes, "%");
  figure("kiosk.soak.listeners_growth", (100 * (weights.at(-1)[1].listeners - later[0][1].listeners)) / later[0][1].listeners, "%");
  figure("kiosk.soak.console", seen.console.length, "messages", "<= 0");
  await context.close();
}

/** D4: a network that comes and goes 500 times. */
async function flaps(browser, server) {
  const line = await Line.to(server.port, FAST);
  const { context, page, kiosk } = await bootKiosk(browser, line, ADDRESS);
  await kiosk.board.waitFor();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Performance.enable");
  const before = await weigh(cdp);
  let most = 0;
  for (let time = 0; time < 500; time += 1) {
    line.set("cut");
    await page.clock.runFor(1_800);
    line.set("whole");
    await page.clock.runFor(1_800);
    // Each socket of the browser has one to the server.
    most = Math.max(most, line.sockets.size / 2);
  }
  const asked = page.waitForResponse((answer) => answer.url().includes("/api/v1/"), { timeout: 10_000 }).then(() => true, () => false);
  for (let second = 0; second < 10; second += 1) await page.clock.runFor(1_000);
  figure("kiosk.flaps", 500, "times");
  figure("kiosk.flaps.asks_again_within_10_s", Number(await asked), "", ">= 1");
  figure("kiosk.flaps.sockets", most, "sockets", "<= 4");
  const after = await weigh(cdp);
  figure("kiosk.flaps.listeners_growth", after.listeners - before.listeners, "listeners", "<= 5");
  figure("kiosk.flaps.heap_growth", after.heap - before.heap, "MB", "<= 5");
  await context.close();
  line.close();
}

/** D5: no server for an hour, a day, a week: the board stays and says how old it is. */
async function age(browser) {
  const server = await Server.start();
  const { context, page, kiosk } = await bootKiosk(browser, server, ADDRESS);
  await kiosk.board.waitFor();
  await server.stop();
  for (const [name, seconds] of [["1h", 3_700], ["24h", 86_400 - 3_700], ["7d", 6 * 86_400 + 3_700]]) {
    await page.clock.fastForward(seconds * 1000);
    await page.clock.runFor(61_000);
    const told = (await page.getByTestId("kiosk-age").innerText().catch(() => "")).length > 0;
    figure(`kiosk.age.${name}`, Number(told && (await kiosk.board.isVisible())), "", ">= 1");
  }
  await context.close();
  await server.end();
}

/** D8: the screen is kept lit again whenever the page is seen again. */
async function light(browser, server) {
  const { context, page, kiosk } = await bootKiosk(browser, server, ADDRESS, NOW, undefined, (page) =>
    page.addInitScript(() => {
      globalThis.asked = 0;
      Object.defineProperty(navigator, "wakeLock", { value: { request: async () => ((globalThis.asked += 1), {}) } });
    }),
  );
  await kiosk.board.waitFor();
  const asked = await page.evaluate(() => {
    const before = globalThis.asked;
    for (let time = 0; time < 20; time += 1) {
      for (const state of ["hidden", "visible"]) {
        Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }
    }
    return [before, globalThis.asked - before];
  });
  figure("kiosk.light.at_start", asked[0], "times", ">= 1");
  figure("kiosk.light.again_of_20", asked[1], "times", ">= 20");
  await context.close();
}

/** D9: nothing stands at the same place for more than five minutes, and after ten the screen is dim. */
async function still(browser, server) {
  const { context, page, kiosk } = await bootKiosk(browser, server, ADDRESS);
  await kiosk.board.waitFor();
  const at = () => page.locator("[data-testid=kiosk-board] h1").evaluate((title) => [title.getBoundingClientRect().x, title.getBoundingClientRect().y]);
  let [before, least, dim] = [await at(), Infinity, 0];
  for (let time = 0; time < 12; time += 1) {
    await page.clock.runFor(300_000);
    const now = await at();
    least = Math.min(least, Math.max(Math.abs(now[0] - before[0]), Math.abs(now[1] - before[1])));
    before = now;
    if (time === 1) dim = await page.locator(".kiosk-dim").evaluate((over) => 100 * (1 - Number(/[\d.]+(?=\)$)/.exec(getComputedStyle(over).backgroundColor)[0])));
  }
  figure("kiosk.still.least_shift", least, "px", ">= 4");
  figure("kiosk.still.brightness_after_10_min", dim, "%", "<= 40");
  await context.close();
}

/** D10: what a kiosk tells of itself. */
async function beat(browser, server) {
  const sent = [];
  const { context, page } = await bootKiosk(browser, server, ADDRESS);
  page.on("request", (request) => request.url().endsWith("/heartbeat") && sent.push(Object.keys(JSON.parse(request.postData())).sort().join()));
  for (let time = 0; time < 20; time += 1) await page.clock.runFor(61_000);
  figure("kiosk.beat.in_20_min", sent.length, "times", ">= 9");
  figure("kiosk.beat.other_fields", sent.filter((fields) => fields !== "age,build,kiosk,place,seq,uptime").length, "", "<= 0");
  await context.close();
}

/** D11: at night the page is opened anew, in half of the nights without a server. */
async function night(browser) {
  const server = await Server.start();
  const { context, page, kiosk } = await bootKiosk(browser, server, ADDRESS, new Date("2026-11-24T22:00:00+01:00"));
  await page.waitForFunction(async () => Boolean(navigator.serviceWorker.controller) && (await caches.keys()).length > 0);
  let [opened, shown] = [0, 0];
  page.on("load", () => (opened += 1));
  for (let nights = 0; nights < 20; nights += 1) {
    if (nights % 2) await server.stop();
    const before = opened;
    await page.clock.fastForward(5 * 3_600_000 + 600_000);
    await page.clock.runFor(3_000);
    for (let tries = 0; opened === before && tries < 50; tries += 1) await new Promise((resolve) => setTimeout(resolve, 100));
    await ready(page).catch(() => {});
    shown += Number(await kiosk.board.isVisible());
    if (nights % 2) await server.start();
    await page.clock.fastForward(19 * 3_600_000 - 600_000);
  }
  figure("kiosk.night.opened_anew_of_20", opened, "times", ">= 20");
  figure("kiosk.night.content_of_20", shown, "times", ">= 20");
  await context.close();
  await server.end();
}

/** D13: a trap of the app, once; three in five minutes; and half an hour later. */
async function panic(browser, server) {
  const { context, page, kiosk } = await bootKiosk(browser, server, ADDRESS);
  // As a browser tells it; an error thrown by a timer of the held clock would be the clock's.
  const trap = () => page.evaluate(() => void dispatchEvent(new ErrorEvent("error", { error: new WebAssembly.RuntimeError("unreachable") })));
  await kiosk.board.waitFor();
  for (const time of [1, 2, 3]) {
    const loaded = page.waitForEvent("load");
    await trap();
    await page.clock.runFor(2_000);
    await loaded;
    if (time < 3) await kiosk.board.waitFor();
    if (time === 1) figure("kiosk.panic.content_again", 1, "", ">= 1");
  }
  await kiosk.is("safe");
  const lines = await page.locator(".kiosk-safe li").count();
  figure("kiosk.panic.lines_of_the_safe_page", lines, "lines", ">= 1");
  const loaded = page.waitForEvent("load");
  await page.clock.runFor(1_801_000);
  await loaded;
  await kiosk.board.waitFor();
  figure("kiosk.panic.board_half_an_hour_later", 1, "", ">= 1");
  await context.close();
}

const OUT = "https://example.org/";
/** D7: links by what they are, then what fingers, mice and keys do to a browser. */
const LINKS = [
  ["a link out", { href: OUT }], ["a link out into a window", { href: OUT, target: "_blank" }], ["a link without scheme", { href: "//example.org/" }],
  ["mailto", { href: "mailto:a@example.org" }], ["tel", { href: "tel:112" }], ["sms", { href: "sms:112" }], ["geo", { href: "geo:45.1,9.1" }],
  ["maps", { href: "maps:q=Senago" }], ["intent", { href: "intent://x#Intent;end" }], ["whatsapp", { href: "whatsapp://send?text=x" }],
  ["webcal", { href: "webcal://example.org/a.ics" }], ["file", { href: "file:///etc/passwd" }], ["view-source", { href: "view-source:https://example.org" }],
  ["chrome", { href: "chrome://settings" }], ["javascript", { href: "javascript:location.assign('https://example.org')" }], ["data", { href: "data:text/html,x" }],
  ["a download", { href: "/calendar.ics", download: "x.ics" }], ["a PDF", { href: "/guida.pdf" }], ["a page of the site that is none of the kiosk", { href: "/licenze" }],
  ["a page that redirects", { href: "/it/agenda" }],
];
const KEYS = ["ctrl+n", "ctrl+t", "ctrl+l", "ctrl+o", "ctrl+s", "ctrl+p", "ctrl+u", "ctrl+j", "ctrl+h", "ctrl+shift+i", "ctrl+shift+n", "F1", "F6", "F11", "F12", "alt+Left", "alt+Home", "alt+d", "shift+Escape", "ctrl+w"];

async function ways(server) {
  const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const [number] = await once(screen.stdio[3], "data");
  const env = { ...process.env, DISPLAY: `:${String(number).trim()}` };
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "family-hub-kiosk-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: false,
    env,
    viewport: null,
    args: ["--no-sandbox", "--kiosk", "--noerrdialogs", "--no-first-run", "--disable-pinch", "--overscroll-history-navigation=0", "--disable-session-crashed-bubble", "--window-size=1280,800"],
  });
  const page = context.pages()[0];
  await page.goto(server.url + ADDRESS);
  await ready(page);
  const left = [];
  let tried = 0;
  const xdo = (...all) => run("xdotool", all, { env });
  const home = async () => {
    await page.getByTestId("kiosk-begin").click();
    await page.getByTestId("kiosk-door-places").click();
    await page.getByTestId("result-card").first().waitFor();
  };
  const attempt = async (name, act) => {
    tried += 1;
    await act().catch((error) => left.push(`${name}: ${String(error).slice(0, 120)}`));
    await new Promise((resolve) => setTimeout(resolve, 250));
    const pages = context.pages();
    const where = pages.map((one) => one.url());
    if (where.length !== 1 || new URL(where[0]).origin + new URL(where[0]).pathname !== server.url + ADDRESS) left.push(`${name}: ${where}`);
    const zoom = await page.evaluate(() => [visualViewport.scale, devicePixelRatio, getSelection().toString()].join()).catch(() => "gone");
    if (zoom !== "1,1,") left.push(`${name}: ${zoom}`);
  };
  await home();
  for (const [name, attributes] of LINKS) {
    await attempt(name, async () => {
      await page.evaluate((attributes) => {
        const link = Object.assign(document.createElement("a"), { textContent: "via di uscita", id: "via" });
        for (const [name, value] of Object.entries(attributes)) link.setAttribute(name, value);
        link.style.cssText = "position:fixed;top:90px;left:90px;z-index:9999;background:#fff;padding:20px";
        document.body.append(link);
      }, attributes);
      await xdo("mousemove", "120", "120", "click", "1");
      await new Promise((resolve) => setTimeout(resolve, 150));
      await page.evaluate(() => document.getElementById("via")?.remove());
    });
  }
  for (const [name, ...all] of [
    ["a middle click on a link", "mousemove", "300", "420", "click", "2"],
    ["a right click", "mousemove", "300", "420", "click", "3"],
    ["a long press", "mousemove", "300", "420", "mousedown", "1", "sleep", "1.2", "mousemove", "300", "60", "mouseup", "1"],
    ["a drag", "mousemove", "200", "300", "mousedown", "1", "mousemove", "500", "500", "mousemove", "700", "60", "mouseup", "1"],
    ["a double click", "mousemove", "700", "60", "click", "--repeat", "2", "1"],
    ["a wheel with Control", "keydown", "ctrl", "click", "--repeat", "3", "4", "keyup", "ctrl"],
  ]) {
    await attempt(name, () => xdo(...all));
    // A drag may have ended on a card: that is the kiosk's own page.
  }
  await attempt("window.open", () => page.evaluate((out) => void window.open?.(out), OUT));
  await attempt("a frame of somebody else", () =>
    page.evaluate((out) => {
      const frame = Object.assign(document.createElement("iframe"), { src: out });
      document.body.append(frame);
      setTimeout(() => frame.remove(), 200);
    }, OUT),
  );
  await attempt("a form that sends elsewhere", () =>
    page.evaluate((out) => {
      const form = Object.assign(document.createElement("form"), { action: out, method: "get" });
      document.body.append(form);
      form.submit();
      form.remove();
    }, OUT),
  );
  await attempt("a date picker", () =>
    page.evaluate(() => {
      const field = Object.assign(document.createElement("input"), { type: "date" });
      document.body.append(field);
      field.focus();
      field.remove();
    }),
  );
  for (const key of KEYS) await attempt(key, () => xdo("key", key));
  figure("kiosk.ways.tried", tried, "ways", ">= 40");
  figure("kiosk.ways.led_out", left.length, "ways", "<= 0");
  for (const one of left) console.error(one);
  await context.close();
  screen.kill("SIGTERM");
  await once(screen, "exit");
  fs.rmSync(profile, { recursive: true, force: true });
}

const PARTS = { soak, flaps, age, light, still, beat, night, panic };
const asked = process.argv.slice(2);
const server = await Server.start();
const browser = await launch();
try {
  for (const [name, part] of Object.entries(PARTS)) {
    if (asked.length && !asked.includes(name)) continue;
    try {
      await part(browser, server);
    } catch (error) {
      console.error(`${name}: ${error}`);
      process.exitCode = 1;
    }
  }
  if (!asked.length || asked.includes("ways")) await ways(server);
} finally {
  await browser.close();
  await server.end();
}
