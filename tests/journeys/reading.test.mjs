// What a screen reader is given, in its order, in ten tasks: the tree of accessibility of each page as text, held against
// files. Who changes a page on purpose writes them anew with READING_WRITE=1 and reads the difference.
import assert from "node:assert/strict";
import fs from "node:fs";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { openAt, PHONE, ready, stage } from "./harness.mjs";
import { Finder } from "./pages.mjs";

const FOLDER = new URL("../fixtures/reading/", import.meta.url);
// What comes later on a page follows the same rules as what comes first.
const LINES = 90;

let server, browser;
stage((started) => ({ server, browser } = started));

const TASKS = {
  "first-screen": ["/", async () => {}, "body"],
  "search-a-comune": ["/?near=Senago&what=place", async () => {}],
  "a-place": ["/sede/fh-senago", async () => {}],
  "the-agenda": ["/agenda", async () => {}],
  "choose-when": [
    "/",
    async (page) => {
      await page.getByRole("button", { name: "Quando?" }).click();
      await page.getByRole("dialog").waitFor();
    },
    "dialog[open]",
  ],
  "choose-filters": [
    "/",
    async (page) => {
      await page.getByRole("button", { name: /^Filtri/ }).click();
      await new Finder(page).facet("kind", "hub").waitFor();
    },
    "dialog[open]",
  ],
  "in-danger": ["/?q=mio+marito+mi+picchia", async (page) => page.getByTestId("danger-card").waitFor()],
  "guided-orientation": [
    "/orienta",
    async (page) => {
      await page.getByTestId("orientation-answer").first().click();
      await page.getByTestId("orientation-question").waitFor();
    },
  ],
  "who-we-are": ["/noi", async () => {}],
  "report-a-mistake": ["/segnala?record=place:fh-senago", async () => {}],
};

for (const [task, [address, act, part = "main"]] of Object.entries(TASKS)) {
  it(`is read in this order: ${task}`, async () => {
    const plain = address.startsWith("/segnala");
    const { context, page } = await openAt(browser, server, plain ? "/" : address, PHONE);
    if (plain) await page.goto(server.url + address);
    else await ready(page);
    await act(page);
    const tree = await page.locator(part).first().ariaSnapshot();
    // The port of the server is another one each time.
    const lines = tree.replaceAll(server.url, "").split("\n").slice(0, LINES);
    const file = new URL(`${task}.yml`, FOLDER);
    if (process.env.READING_WRITE) {
      fs.mkdirSync(FOLDER, { recursive: true });
      fs.writeFileSync(file, `${lines.join("\n")}\n`);
    }
    const known = fs.existsSync(file) ? fs.readFileSync(file, "utf8").trimEnd().split("\n") : [];
    assert.deepEqual(lines, known, `${fileURLToPath(file)} is what was read before`);
    await context.close();
  });
}
