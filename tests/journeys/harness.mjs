// The real server and a real Chromium for the journeys: started on free ports, watched, and ended by their own ids; and
// what every journey asks of a page.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import axe from "axe-core";
import { chromium } from "playwright-core";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const BINARY = process.env.FAMILY_HUB_BINARY ?? path.join(ROOT, "target/release/family-hub");
// WCAG 2.2 AA, and what axe advises beyond it.
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const TABLET = { viewport: { width: 768, height: 1024 }, hasTouch: true };
export const DESK = { viewport: { width: 1280, height: 800 } };

// A Tuesday on which nothing special happens: the journeys see the same hours and dates on any day they run.
export const NOW = new Date("2026-11-24T10:00:00+01:00");

export async function freePort() {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

/** A server of its own data directory, with the examples. `stop` and `start` again keep port and data. */
export class Server {
  static async start(...options) {
    const server = new Server();
    server.options = options;
    server.port = await freePort();
    server.data = fs.mkdtempSync(path.join(os.tmpdir(), "family-hub-"));
    await server.start();
    return server;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  async start() {
    const options = ["serve", "--listen", `127.0.0.1:${this.port}`, "--data", this.data, "--demo", ...this.options];
    this.log = "";
    this.process = spawn(BINARY, options, { stdio: ["ignore", "ignore", "pipe"] });
    this.process.stderr.on("data", (chunk) => (this.log += chunk));
    const deadline = Date.now() + 20_000;
    for (;;) {
      if (this.process.exitCode !== null) throw new Error(`the server ended: ${this.log}`);
      const answer = await fetch(`${this.url}/health`).catch(() => null);
      if (answer?.ok) return;
      if (Date.now() > deadline) throw new Error(`the server does not answer: ${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(signal = "SIGTERM") {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill(signal);
    await ended;
  }

  async end() {
    await this.stop("SIGKILL");
    fs.rmSync(this.data, { recursive: true, force: true });
  }
}

export function launch(userData) {
  const options = {
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
    ],
  };
  return userData ? chromium.launchPersistentContext(userData.dir, { ...options, ...userData.context }) : chromium.launch(options);
}

/** A server and a browser for all tests of a file; `take` is given them before the first. */
export function stage(take) {
  const started = {};
  before(async () => {
    started.server = await Server.start();
    started.browser = await launch();
    take(started);
  });
  after(async () => {
    await started.browser?.close();
    await started.server?.end();
  });
}

/** Imports records, by kind, through the listener of the operator. */
export async function imported(admin, records) {
  const body = JSON.stringify({ format: "family-hub/1", ...records });
  const answer = await fetch(`http://127.0.0.1:${admin}/import?mode=merge`, { method: "POST", body });
  assert.equal(answer.status, 200, await answer.text());
}

/** Collects what must not happen: console messages, page errors, requests to anybody else. */
export function watch(context, server) {
  const seen = { console: [], foreign: [] };
  // A phone in flight mode logs its failed fetches by itself; that is Chromium's word, not the page's.
  const ofTheNetwork = /Failed to load resource: net::ERR_|ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED/;
  // The Permissions-Policy names one feature that this Chromium does not have; browsers that have it must be told.
  const ofTheHeader = /Permissions-Policy header: Unrecognized feature: 'bluetooth'/;
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !ofTheNetwork.test(message.text()) && !ofTheHeader.test(message.text())) {
      seen.console.push(`${message.type()}: ${message.text()}`);
    }
  });
  context.on("weberror", (error) => seen.console.push(`uncaught: ${error.error()}`));
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.host !== new URL(server.url).host) seen.foreign.push(request.url());
  });
  return seen;
}

export async function open(browser, server, device = PHONE, extra = {}) {
  const context = await browser.newContext({ locale: "it-IT", timezoneId: "Europe/Rome", ...device, ...extra });
  const seen = watch(context, server);
  const page = await context.newPage();
  await page.clock.setFixedTime(extra.now ?? NOW);
  return { context, page, seen };
}

/** Resolves once the page answers to touch. */
export function ready(page) {
  return page.waitForSelector("html[data-app-ready]", { state: "attached", timeout: 20_000 });
}

/** A page of the server that answers to touch. */
export async function openAt(browser, server, address = "/", device = PHONE, extra = {}) {
  const visited = await open(browser, server, device, extra);
  await visited.page.goto(server.url + address);
  await ready(visited.page);
  return visited;
}

/** Ends a visit on which nothing was seen that must not be. */
export async function clean({ context, seen }) {
  await context.close();
  assert.deepEqual(seen, { console: [], foreign: [] });
}

/** Nothing that keeps anybody from using the page, and nothing beyond its edge. */
export async function nothingToFix(page) {
  const { violations } = await new AxeBuilder({ page, axeSource: axe.source }).withTags(RULES).analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
  assert.deepEqual(told, []);
  assert.ok(!(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)), "scrolls sideways");
}

/** Resolves once everything that flight mode needs is on the device. */
export async function keptForOffline(page) {
  const missing = () =>
    page.evaluate(async () => {
      const wanted = [/\/shell$/, /\/pkg\/map-[^/]*\.js$/, /\/pkg\/map-[^/]*\.css$/, /\/pkg\/later-/, /\/pkg\/comuni-/, /\/pkg\/thesaurus-/, /\/tiles\//];
      const stores = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
      const paths = stores.flat().map((request) => new URL(request.url).pathname);
      return wanted.filter((one) => !paths.some((path) => one.test(path))).map(String);
    });
  const deadline = Date.now() + 60_000;
  for (let still = await missing(); still.length; still = await missing()) {
    if (Date.now() > deadline) throw new Error(`not on the device: ${still}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
