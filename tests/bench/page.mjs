// node tests/bench/page.mjs [VISITS]: the finder as a phone meets it. An empty profile, 390×844, a slow network and a
// processor four times slower; then the same phone again, then with the network cut. Medians of the visits.
import { execFileSync } from "node:child_process";
import { chromium } from "playwright-core";
import { PHONE, Server } from "../journeys/harness.mjs";
import { figure, median } from "./figures.mjs";
import { FAST, Line, SLOW } from "./slow.mjs";

const visits = Number(process.argv[2] ?? 5);
const PHONE_SLOWER = 4;

const server = await Server.start();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
});

/** Told by the page's own clock: when text was painted first, and when list, search and filters answered to touch. */
const watch = () => {
  window.told = {};
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") window.told.painted = entry.startTime;
  }).observe({ type: "paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.told.shift = (window.told.shift ?? 0) + entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  const look = () => {
    if (document.documentElement?.hasAttribute("data-app-ready")) window.told.ready ??= performance.now();
    else requestAnimationFrame(look);
  };
  look();
};

async function visit(context, line, slower) {
  const page = await context.newPage();
  await page.addInitScript(watch);
  const client = await context.newCDPSession(page);
  await client.send("Emulation.setCPUThrottlingRate", { rate: slower });
  const before = line.bytes;
  await page.goto(`${line.url}/`, { waitUntil: "commit" });
  await page.waitForFunction(() => window.told?.ready !== undefined, null, { timeout: 60_000 });
  await line.rest();
  const told = await page.evaluate(() => window.told);
  const bytes = line.bytes - before;
  return { page, told, bytes };
}

async function phone(line, slower) {
  const context = await browser.newContext({ ...PHONE, deviceScaleFactor: 2, locale: "it-IT" });
  const first = await visit(context, line, slower);
  // What is stored in the page's quiet minutes is no part of the visit; it must have come before the network goes.
  await first.page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration())?.active, null, { timeout: 60_000 });
  await line.rest(6000);
  const kept = line.bytes;
  await first.page.close();
  const again = await visit(context, line, slower);
  await again.page.close();
  line.set("cut");
  const cut = await visit(context, line, slower);
  line.set("mended");
  await context.close();
  return { first, again, cut, kept };
}

for (const [name, speed, slower] of [["slow", SLOW, PHONE_SLOWER], ["fast", FAST, 1]]) {
  const all = [];
  for (let count = 0; count < visits; count += 1) {
    const line = await Line.to(server.port, speed);
    try {
      all.push(await phone(line, slower));
    } finally {
      line.close();
    }
  }
  const of = (read) => median(all.map(read));
  const slow = name === "slow";
  if (slow) {
    figure("first visit: bytes over the network, without map", of(({ first }) => first.bytes) / 1000, "KB", "<= 300");
    figure("first visit and all that is kept for flight mode", of(({ kept }) => kept) / 1000, "KB");
  }
  figure(`first visit, ${name}: text painted`, of(({ first }) => first.told.painted), "ms", slow ? "<= 900" : "");
  figure(`first visit, ${name}: ready`, of(({ first }) => first.told.ready), "ms", slow ? "<= 2000" : "");
  figure(`first visit, ${name}: layout shift`, of(({ first }) => first.told.shift ?? 0), "", "<= 0.1");
  figure(`second visit, ${name}: ready`, of(({ again }) => again.told.ready), "ms", slow ? "<= 600" : "");
  figure(`network cut, ${name}: ready`, of(({ cut }) => cut.told.ready), "ms", slow ? "<= 600" : "");
}
figure("how busy the machine was", Number(execFileSync("uptime", { encoding: "utf8" }).match(/averages?: ([\d.]+)/)?.[1]), "load");
await browser.close();
await server.end();
process.exit(0);
