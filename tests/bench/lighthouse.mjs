// node tests/bench/lighthouse.mjs: Lighthouse with its settings for phones on the list, on one that answers a question
// and on a place; the median of three, since its first figure leans on the machine.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import * as chromeLauncher from "chrome-launcher";
import lighthouse from "lighthouse";
import { Server } from "../journeys/harness.mjs";
import { figure, median } from "./figures.mjs";

const RUNS = 3;
// A run of which Chromium recorded no beginning is no run; so many are made at most.
const TRIES = 6;
const server = await Server.start();
const { id } = (await (await fetch(`${server.url}/api/v1/places?limit=1`)).json()).places?.[0] ?? { id: "fh-senago" };

for (const [name, address] of [["list", "/"], ["question", "/?q=senago"], ["place", `/sede/${id}`]]) {
  const scores = {};
  const complaints = new Map();
  for (let run = 0, tried = 0; run < RUNS && tried < TRIES; tried += 1) {
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), "family-hub-lighthouse-"));
    const chrome = await chromeLauncher.launch({
      chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      chromeFlags: ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage"],
      userDataDir: profile,
      logLevel: "error",
    });
    try {
      const { lhr } = await lighthouse(server.url + address, { port: chrome.port, output: "json", logLevel: "error" });
      if (lhr.runtimeError) {
        console.error(`Lighthouse, ${name}: ${lhr.runtimeError.code}, once more`);
        continue;
      }
      run += 1;
      for (const [category, { score, auditRefs }] of Object.entries(lhr.categories)) {
        (scores[category] ??= []).push((score ?? 0) * 100);
        for (const { id: audit, weight } of auditRefs) {
          const one = lhr.audits[audit];
          if (weight > 0 && one.score !== null && one.score < 0.9) complaints.set(audit, `${category}: ${one.title} ${one.displayValue ?? ""}`);
        }
      }
    } finally {
      chrome.kill();
      fs.rmSync(profile, { recursive: true, force: true });
    }
  }
  for (const [category, all] of Object.entries(scores)) figure(`Lighthouse, ${name}: ${category}`, median(all), "of 100", ">= 95");
  for (const complaint of complaints.values()) console.error(`Lighthouse, ${name}: ${complaint}`);
}
await server.end();
process.exit(0);
