// Twenty visits of a kiosk by somebody who touches whatever is there, each from a seed, so that one that fails can be
// watched again: afterwards the kiosk is what it is after a fresh start, to the byte and to the pixel.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ready, stage } from "./harness.mjs";
import { bootKiosk, left } from "./kiosk.mjs";

const PLACE = "fh-senago";
const ADDRESS = `/kiosk/${PLACE}`;
const VISITS = Number(process.env.KIOSK_VISITS ?? 20);
const STEPS = 16;
const TYPED = ["senago", "mio marito mi picchia", "nonni", "Maria Bianchi", "pannolini gratis", "20030"];

let server, browser;
stage((started) => ({ server, browser } = started));

/** The same numbers in every run. */
function chance(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

/** Where a finger could touch: the middle of what can be touched and is not covered. */
const touchable = (page) =>
  page.evaluate(() => {
    const found = [];
    for (const one of document.querySelectorAll("a, button, input, select, summary")) {
      const box = one.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      if (!box.width || x < 0 || y < 0 || x > innerWidth || y > innerHeight) continue;
      // What ends the visit is pressed at its end.
      if (["kiosk-done", "quick-exit"].includes(one.dataset.testid) || !one.contains(document.elementFromPoint(x, y))) continue;
      const text = one.tagName === "INPUT" && !["radio", "checkbox", "submit", "button", "range"].includes(one.type);
      found.push({ x, y, text, select: one.tagName === "SELECT", name: `${one.tagName} ${(one.innerText || one.getAttribute("aria-label") || one.name || "").slice(0, 40)}` });
    }
    return found;
  });

async function touchAround({ page, kiosk }, pick) {
  const done = [];
  const entries = await page.evaluate(() => history.length);
  await kiosk.begin.click();
  await kiosk.is("begin");
  for (let step = 0; step < STEPS; step += 1) {
    if (pick(6) === 0) await page.mouse.wheel(0, 600);
    const all = await touchable(page);
    if (!all.length) continue;
    const one = all[pick(all.length)];
    done.push(one.name.replace(/\s+/g, " "));
    if (one.select) {
      await page.evaluate(({ x, y }) => {
        const select = document.elementFromPoint(x, y)?.closest("select");
        if (!select) return;
        select.selectedIndex = select.options.length - 1;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }, one);
    } else {
      await page.touchscreen.tap(one.x, one.y);
      if (one.text) {
        await page.keyboard.type(TYPED[pick(TYPED.length)]);
        await page.keyboard.press("Enter");
      }
    }
    // Two pictures: what was touched has answered.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 30)));
    assert.equal(new URL(page.url()).pathname, ADDRESS, done.join(" > "));
    assert.equal(await page.evaluate(() => history.length), entries, done.join(" > "));
  }
  return done.join(" > ");
}

describe("after a visit", () => {
  for (let number = 1; number <= VISITS; number += 1) {
    it(`the kiosk is as after a fresh start (visit ${number})`, async () => {
      const visited = await bootKiosk(browser, server, ADDRESS);
      const { page, kiosk } = visited;
      const done = await touchAround(visited, chance(number * 7919));
      if (number % 2) {
        await page.clock.fastForward(61_000);
        await page.clock.fastForward(21_000);
      } else {
        // Whatever lies over the page.
        await kiosk.done.click();
      }
      await kiosk.is("attract");
      await page.waitForSelector("html[data-app-ready][lang=it]", { state: "attached" });
      await ready(page);
      await kiosk.board.waitFor();
      const now = await page.evaluate(() => Date.now());
      const fresh = await bootKiosk(browser, server, ADDRESS, new Date(now));
      await fresh.kiosk.board.waitFor();
      // Both clocks stand at the same moment.
      const moment = new Date(Math.ceil(now / 1000) * 1000 + 5_000);
      for (const one of [page, fresh.page]) await one.clock.pauseAt(moment);
      assert.deepEqual(await left(page), await left(fresh.page), done);
      const [after, before] = [page, fresh.page].map((one) => one.screenshot({ animations: "disabled" }));
      assert.ok((await after).equals(await before), `it looks different after: ${done}`);
      assert.deepEqual([visited.seen.foreign, fresh.seen.foreign], [[], []]);
      await visited.context.close();
      await fresh.context.close();
    });
  }
});
