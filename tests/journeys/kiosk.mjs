// A kiosk by a clock that the test holds, what is left of a visit, and codes read as a phone reads them.
import jsQR from "jsqr";
import { NOW, ready, watch } from "./harness.mjs";
import { Finder, KioskPage, Orientation } from "./pages.mjs";

const TABLET = { viewport: { width: 1280, height: 800 }, hasTouch: true };

/** A kiosk, just started, at that time. */
export async function bootKiosk(browser, server, address, time = NOW, device = TABLET, prepare) {
  const context = await browser.newContext({ locale: "it-IT", timezoneId: "Europe/Rome", ...device });
  const seen = watch(context, server);
  // The test's clock runs. The server tells the same time: else the app goes by the server's after a moment, and what is
  // left of a visit would be told by one clock or the other.
  await context.route("**/api/v1/sync*", async (route) => {
    const response = await route.fetch().catch(() => null);
    // The server is gone, as it may be.
    if (!response) return route.abort().catch(() => {});
    const now = await page.evaluate(() => Date.now()).catch(() => Number(NOW));
    await route.fulfill({ response, headers: { ...response.headers(), date: new Date(now).toUTCString() } }).catch(() => {});
  });
  const page = await context.newPage();
  await prepare?.(page);
  await page.clock.install({ time });
  await page.goto(server.url + address);
  await ready(page);
  return { context, page, seen, kiosk: new KioskPage(page), finder: new Finder(page), orientation: new Orientation(page) };
}

/** Everything that could tell of a visit. */
export function left(page) {
  return page.evaluate(async () => {
    const stores = {};
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((resolve) => (indexedDB.open(name).onsuccess = (event) => resolve(event.target.result)));
      for (const store of database.objectStoreNames) {
        const asked = database.transaction(store).objectStore(store).getAllKeys();
        stores[`${name}/${store}`] = await new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result.map(String))));
      }
      database.close();
    }
    const html = document.documentElement;
    return {
      address: location.href,
      title: document.title,
      entries: history.length,
      state: JSON.stringify(history.state),
      local: Object.entries(localStorage).sort(),
      session: Object.entries(sessionStorage),
      cookies: document.cookie,
      stores,
      scroll: [scrollX, scrollY],
      marks: html.getAttributeNames().map((name) => [name, html.getAttribute(name)]).sort(),
      page: document.body.innerHTML,
      speaks: globalThis.speechSynthesis?.speaking ?? false,
    };
  });
}

/** What a QR code in the page says, read from its pixels by a decoder that is none of ours. */
export async function decoded(context, code) {
  const picture = (await code.screenshot()).toString("base64");
  const blank = await context.newPage();
  const { data, width, height } = await blank.evaluate(async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    return { data: [...canvas.getImageData(0, 0, image.width, image.height).data], width: image.width, height: image.height };
  }, picture);
  await blank.close();
  return jsQR(Uint8ClampedArray.from(data), width, height)?.data;
}
