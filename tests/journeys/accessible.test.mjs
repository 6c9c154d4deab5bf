// axe with the tags of WCAG 2.2 AA finds nothing on any page, at phone and desk size.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DESK, nothingToFix, openAt, PHONE, ready, stage } from "./harness.mjs";
import { Finder } from "./pages.mjs";

const PAGES = ["/", "/?q=consultorio", "/?q=zzzzqqq", "/?view=map&near=Senago", "/sede/fh-bollate", "/sede/pf-spoke-cittanova", "/rete/bari-csf", "/agenda", "/informazioni", "/salvati", "/noi", "/sede/non-esiste"];

let server, browser;
stage((started) => ({ server, browser } = started));

for (const [name, device] of [
  ["phone", PHONE],
  ["desk", DESK],
]) {
  describe(`on a ${name}`, () => {
    for (const path of PAGES) {
      it(`${path} has nothing to fix`, async () => {
        const { context, page } = await openAt(browser, server, path, device);
        if (path.includes("view=map")) await new Finder(page).markers.first().waitFor();
        await nothingToFix(page);
        await context.close();
      });
    }

    it("the filters have nothing to fix", async () => {
      const { context, page } = await openAt(browser, server, "/", device);
      await page.getByRole("button", { name: /filtri/i }).click();
      await new Finder(page).facet("kind", "hub").waitFor();
      await nothingToFix(page);
      await context.close();
    });

    it("in English nothing to fix, and the language is remembered", async () => {
      const { context, page } = await openAt(browser, server, "/", device);
      await page.getByRole("button", { name: /english/i }).click();
      await page.waitForSelector('html[lang="en"]');
      await nothingToFix(page);
      await page.reload();
      await ready(page);
      await page.waitForSelector('html[lang="en"]');
      await context.close();
    });
  });
}

it("targets are at least 44 pixels where a thumb must hit", async () => {
  const { context, page } = await openAt(browser, server, "/", PHONE);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("button, .site-nav a, .chip, input, select, summary")]
      .filter((element) => element.getClientRects().length && getComputedStyle(element).visibility === "visible")
      // A finger hits the label as well as what it labels; what is folded away it does not hit at all.
      .filter((element) => !element.closest("details:not([open]) > :not(summary)"))
      .map((element) => [element.outerHTML.slice(0, 90), (element.closest("label") ?? element).getBoundingClientRect()])
      .filter(([, box]) => box.height < 43.5 || box.width < 43.5)
      .map(([html, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`),
  );
  assert.deepEqual(small, []);
  await context.close();
});

it("the way past the navigation is seen when the keyboard reaches it, and not before", async () => {
  const { context, page } = await openAt(browser, server, "/agenda", PHONE);
  const top = () => page.locator(".skip-link").evaluate((link) => link.getBoundingClientRect().bottom);
  assert.ok((await top()) <= 0, "it hides above the page");
  await page.keyboard.press("Tab");
  assert.ok((await top()) > 0, "it is seen");
  await context.close();
});

for (const [width, sizes] of [
  [320, ["", "large", "largest"]],
  [280, ["", "large"]],
]) {
  it(`nothing is wider than a window of ${width} pixels`, async () => {
    const { context, page } = await openAt(browser, server, "/", { ...PHONE, viewport: { width, height: 640 } });
    for (const path of ["/", "/agenda", "/sede/fh-senago", "/ar/", "/uk/agenda", "/orienta", "/noi", "/sportello"]) {
      await page.goto(server.url + path);
      await ready(page);
      for (const size of sizes) {
        await page.evaluate((size) => (size ? (document.documentElement.dataset.text = size) : delete document.documentElement.dataset.text), size);
        // The window that is laid out for grows with what does not fit; the screen does not.
        const wide = await page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.documentElement.clientWidth));
        assert.ok(wide <= width, `${path} ${size}: ${wide}`);
      }
    }
    await context.close();
  });
}

it("letters and colours are chosen in the header, hold at once and at the next visit", async () => {
  const { context, page } = await openAt(browser, server, "/agenda", PHONE);
  const size = () => page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  const usual = await size();
  const panel = page.locator(".look");
  await panel.locator("summary").click();
  await panel.getByLabel("Molto grande").check();
  await panel.getByLabel("Scuri").check();
  assert.ok((await size()) > usual * 1.3, "larger letters");
  // Colours pass from one to the other.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((one) => one.finished)));
  await nothingToFix(page);
  await page.keyboard.press("Escape");
  assert.equal(await panel.getAttribute("open"), null);
  await page.goto(server.url);
  await ready(page);
  assert.ok((await size()) > usual * 1.3, "larger letters at the next page");
  await nothingToFix(page);
  await context.close();
});

it("pages without the app fit a window of 320 pixels and stand at its top", async () => {
  const context = await browser.newContext({ ...PHONE, viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  for (const path of ["/dati", "/accessibilita", "/ar/accessibilita", "/segnala", "/redazione", "/incorpora"]) {
    const answer = await page.goto(server.url + path);
    assert.equal(answer.status(), 200, path);
    const wide = await page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.documentElement.clientWidth));
    assert.ok(wide <= 320, `${path}: ${wide}`);
    const tall = await page.locator("button, summary").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    assert.ok(tall.every((height) => height < 100), `${path}: ${tall}`);
  }
  await context.close();
});
