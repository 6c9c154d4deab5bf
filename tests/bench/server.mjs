// node tests/bench/server.mjs EXAMPLES: the server under load, with 5,000 places. EXAMPLES is the directory with
// the compiled `load` and `bare`. Load and server share the machine; a bare axum handler is measured in the same run.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { figure, median } from "./figures.mjs";
import { region } from "./region.mjs";

const examples = process.argv[2];
const BINARY = process.env.FAMILY_HUB_BINARY ?? "target/release/family-hub";
const PLACES = 5000;
const CONNECTIONS = "16";
const SECONDS = process.env.BENCH_SECONDS ?? "4";

const dir = fs.mkdtempSync(path.join(os.tmpdir(), "family-hub-bench-"));
const file = (name, content) => {
  fs.writeFileSync(path.join(dir, name), content);
  return path.join(dir, name);
};
const children = [];
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  fs.rmSync(dir, { recursive: true, force: true });
});

const set = region(PLACES, 0);
const data = path.join(dir, "data");
execFileSync(BINARY, ["import", "--data", data, file("region.json", JSON.stringify(set))], { stdio: ["ignore", "ignore", "inherit"] });

async function freePort() {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Starts the server on the imported data; milliseconds to its first answer. */
async function start() {
  const address = `127.0.0.1:${await freePort()}`;
  const began = performance.now();
  const child = spawn(BINARY, ["serve", "--listen", address, "--data", data, "--no-seed", "--demo"], { stdio: ["ignore", "ignore", "inherit"] });
  children.push(child);
  for (;;) {
    const answer = await fetch(`http://${address}/api/v1/places/p1`).catch(() => null);
    if (answer?.ok) return { address, child, took: performance.now() - began };
    if (child.exitCode !== null) throw new Error("the server ended");
    if (performance.now() - began > 60e3) throw new Error("the server does not answer");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function stop(child) {
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

function load(address, targets, ...headers) {
  const list = file("targets.txt", `${targets.join("\n")}\n`);
  const out = execFileSync(path.join(examples, "load"), [address, CONNECTIONS, SECONDS, list, ...headers], { encoding: "utf8" });
  const counts = JSON.parse(out);
  if (counts.refused > 0) throw new Error(`${counts.refused} of ${counts.requests} requests were refused: ${targets[0]}`);
  return counts;
}

const starts = [];
let server;
for (let round = 0; round < 3; round += 1) {
  if (server) await stop(server.child);
  server = await start();
  starts.push(server.took);
}
figure(`server start, ${PLACES} places, to the first answer`, median(starts), "ms", "<= 1000");

const { address } = server;
const resident = () => Number(execFileSync("ps", ["-o", "rss=", "-p", String(server.child.pid)], { encoding: "utf8" })) / 1024;

// ---- the snapshot, beside a bare handler with the same bytes and headers
const gzip = "accept-encoding: br, gzip";
const answer = await new Promise((resolve, reject) => {
  // Node's fetch would decompress.
  import("node:http").then(({ get }) => {
    get(`http://${address}/api/v1/sync`, { headers: { "accept-encoding": "br, gzip" } }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(parts) }));
    }).on("error", reject);
  });
});
const ofTheConnection = new Set(["content-length", "date", "connection", "keep-alive", "transfer-encoding"]);
const headers = Object.entries(answer.headers).filter(([name]) => !ofTheConnection.has(name)).map(([name, value]) => `${name}: ${value}`);
const bare = spawn(path.join(examples, "bare"), [file("snapshot", answer.body), ...headers], { stdio: ["ignore", "pipe", "inherit"] });
children.push(bare);
const [line] = await once(bare.stdout, "data");
const bareAddress = String(line).trim();
const etag = `if-none-match: ${answer.headers.etag}`;

// In turn, so that a machine that slows down slows both.
const pairs = { snapshot: [[], []], unchanged: [[], []] };
for (let round = 0; round < 3; round += 1) {
  pairs.snapshot[0].push(load(address, ["/api/v1/sync"], gzip).rps);
  pairs.snapshot[1].push(load(bareAddress, ["/body"], gzip).rps);
  pairs.unchanged[0].push(load(address, ["/api/v1/sync"], gzip, etag).rps);
  pairs.unchanged[1].push(load(bareAddress, ["/unchanged"], gzip, etag).rps);
}
for (const [what, [ours, yardstick]] of Object.entries(pairs)) {
  figure(`/api/v1/sync, ${what}`, median(ours), "requests/s");
  figure(`/api/v1/sync, ${what}: share of a bare axum handler`, median(ours.map((rps, at) => rps / yardstick[at])), "x", ">= 0.8");
}

// ---- questions and pages
const words = ["compiti", "allattamento", "spazio gioco", "affido", "bonus", "caregiver", "psicologo", "consultorio familiare", "volontariato", "svezamento"];
const searched = load(address, words.map((word) => `/api/v1/search?q=${encodeURIComponent(word)}`));
figure(`/api/v1/search?q=, ${PLACES} places`, searched.rps, "requests/s", ">= 4000");
figure(`/api/v1/search?q=, ${PLACES} places, 99 of 100 within`, searched.p99_us / 1000, "ms");
const pages = load(address, set.places.slice(0, 500).map((place) => `/sede/${place.id}`), gzip);
figure("first HTML of a place", pages.rps, "requests/s", ">= 10000");
figure("first HTML of a place, on the wire", pages.bytes_each / 1000, "KB");
figure(`resident after all this, ${PLACES} places`, resident(), "MB", "<= 150");
await stop(server.child);
process.exit(0);
