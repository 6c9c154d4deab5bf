// From a need to the right door, on a phone: at most four questions, each of which can be left open.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openAt, PHONE, stage } from "./harness.mjs";
import { Orientation } from "./pages.mjs";

let server, browser;
stage((started) => ({ server, browser } = started));

const start = async () => {
  const visited = await openAt(browser, server, "/orienta", PHONE);
  return { ...visited, orientation: new Orientation(visited.page) };
};

/** The answer that is given at each question; says which question is asked next, or nothing. */
async function answer(orientation, choose) {
  const asked = await orientation.question.getAttribute("data-ask");
  await choose(orientation).click();
  await orientation.page.waitForFunction(
    (before) => document.querySelector("[data-testid=orientation-question]")?.dataset.ask !== before,
    asked,
  );
  return orientation.question.count();
}

describe("guided orientation", () => {
  for (const [name, choose] of [
    ["whoever takes the first answer", (orientation) => orientation.answers.first()],
    ["whoever does not know", (orientation) => orientation.answer("do-not-know")],
    ["whoever takes the last but one", (orientation) => orientation.answers.nth(-2)],
  ]) {
    it(`brings ${name} to doors with reasons, or to somebody to call`, async () => {
      const { context, page, seen, orientation } = await start();
      let steps = 1;
      while ((await answer(orientation, choose)) > 0) steps += 1;
      assert.ok(steps <= 4, `${steps} questions`);
      const doors = await orientation.results.count();
      assert.ok(doors > 0 || (await orientation.calls.count()) > 0);
      assert.ok(doors <= 5);
      for (const door of await orientation.results.all()) {
        assert.notEqual(await door.getAttribute("data-reason"), "");
        assert.match(await door.textContent(), /perché: /);
      }
      assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, "/orienta", "no answer stands in the address");
      assert.deepEqual([...seen.console, ...seen.foreign], []);
      await context.close();
    });
  }

  it("keeps the answer given when one goes back", async () => {
    const { context, page, orientation } = await start();
    const first = orientation.answer("teenager");
    await first.click();
    await page.getByRole("button", { name: "Indietro" }).click();
    assert.equal(await first.getAttribute("aria-pressed"), "true");
    await context.close();
  });

  it("shows whom to call at once, and a way out that leaves nothing behind", async () => {
    const { context, page, orientation } = await start();
    await orientation.urgent.click();
    await orientation.danger.waitFor();
    await orientation.danger.locator("a[href='tel:112']").waitFor();
    const entries = await page.evaluate(() => history.length);
    await orientation.quickExit.click();
    await page.waitForURL("**/agenda");
    assert.equal(await page.evaluate(() => history.length), entries, "in its place, not behind it");
    await context.close();
  });
});
