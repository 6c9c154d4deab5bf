// The page is read aloud where the device has a voice: sentence by sentence, each in its language, marked, stopped by
// any key. The voices are the test's own, since a browser on a build machine has none.
import assert from "node:assert/strict";
import { it } from "node:test";
import { clean, openAt, PHONE, ready, stage } from "./harness.mjs";

let server, browser;
stage((started) => ({ server, browser } = started));

/** Voices that say a sentence when they are told to go on. */
function voices(list) {
  const said = (globalThis.said = []);
  class Utterance {
    constructor(text) {
      this.text = text;
    }
  }
  const synth = Object.assign(new EventTarget(), {
    speaking: false,
    getVoices: () => list,
    speak(says) {
      this.speaking = true;
      this.now = says;
      said.push([says.voice.lang, says.text]);
    },
    cancel() {
      this.speaking = false;
      this.now = undefined;
    },
  });
  globalThis.goOn = () => {
    const says = synth.now;
    synth.now = undefined;
    says?.onend?.();
  };
  Object.defineProperty(globalThis, "SpeechSynthesisUtterance", { value: Utterance, configurable: true });
  Object.defineProperty(globalThis, "speechSynthesis", { value: synth, configurable: true });
}

const ITALIAN = { lang: "it-IT", name: "Alice", localService: true };
const ARABIC = { lang: "ar-SA", name: "Majed", localService: true };
const FAR_AWAY = { lang: "en-GB", name: "Far away", localService: false };

async function visit(path, list) {
  const visited = await openAt(browser, server, "/informazioni", PHONE);
  await visited.page.addInitScript(voices, list);
  await visited.page.goto(server.url + path);
  await ready(visited.page);
  const { page } = visited;
  await page.locator(".look summary").click();
  const button = page.locator("[data-aloud]");
  const said = () => page.evaluate(() => globalThis.said);
  const marked = () => page.evaluate(() => [...(CSS.highlights.get("aloud") ?? [])].map((range) => range.toString()));
  return { ...visited, button, said, marked };
}

it("reads every sentence of a place, marks the one it reads, and ends by itself", async () => {
  const visited = await visit("/sede/fh-senago", [FAR_AWAY, ITALIAN]);
  const { page, button, said, marked } = visited;
  assert.equal(await button.innerText(), "Leggi ad alta voce");
  await button.click();
  await page.waitForFunction(() => globalThis.said.length === 1);
  assert.equal(await button.innerText(), "Ferma la lettura");
  for (let before = 0; ; ) {
    const all = await said();
    if (all.length === before) break;
    before = all.length;
    const words = all.at(-1)[1].replace(/\s+/g, " ");
    assert.equal((await marked()).join("").replace(/\s+/g, " ").trim(), words);
    await page.evaluate(() => globalThis.goOn());
  }
  const text = (await said()).map(([, words]) => words).join(" ");
  const title = await page.getByRole("heading", { level: 1 }).innerText();
  assert.ok(text.includes(title), text);
  assert.ok(text.includes("Orari"), text);
  assert.equal(await button.innerText(), "Leggi ad alta voce");
  assert.deepEqual(await marked(), []);
  await clean(visited);
});

it("stops at any key and at the same button", async () => {
  const visited = await visit("/agenda", [ITALIAN]);
  const { page, button, said, marked } = visited;
  for (const stop of [() => page.keyboard.press("x"), () => button.click()]) {
    await button.click();
    await page.waitForFunction(() => "reading" in document.documentElement.dataset && globalThis.said.length > 0);
    const count = (await said()).length;
    await stop();
    await page.waitForFunction(() => !("reading" in document.documentElement.dataset));
    await page.evaluate(() => globalThis.goOn());
    assert.equal((await said()).length, count, "nothing more is said");
    assert.deepEqual(await marked(), []);
    if (!(await button.isVisible())) await page.locator(".look summary").click();
  }
  await clean(visited);
});

it("reads what is Italian on an Arabic page with the Italian voice", async () => {
  const visited = await visit("/ar/sede/fh-senago", [ITALIAN, ARABIC]);
  const { page, button, said } = visited;
  await button.click();
  await page.waitForFunction(() => globalThis.said.length === 1);
  for (let before = 0; before !== (await said()).length; ) {
    before = (await said()).length;
    await page.evaluate(() => globalThis.goOn());
  }
  const all = await said();
  assert.ok(all.length > 10);
  for (const [voice, words] of all) {
    if (/[؀-ۿ]/.test(words)) assert.equal(voice, "ar-SA", words);
  }
  const title = await page.getByRole("heading", { level: 1 }).innerText();
  assert.ok(
    all.some(([voice, words]) => voice === "it-IT" && words.includes(title)),
    `${title} is a name in Italian`,
  );
  await clean(visited);
});

it("offers nothing where no voice of the device speaks the page's language", async () => {
  for (const [path, list] of [
    ["/", []],
    ["/en/agenda", [FAR_AWAY, ITALIAN]],
    ["/ar/", [ITALIAN]],
  ]) {
    const visited = await visit(path, list);
    assert.equal(await visited.button.isVisible(), false, path);
    await clean(visited);
  }
});
