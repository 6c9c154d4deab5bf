// The two pictures of the README, taken anew at every run into target/pictures; FAMILY_HUB_PICTURES=docs keeps them.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, it } from "node:test";
import { launch, open, PHONE, ready, Server, TABLET } from "./harness.mjs";
import { Finder } from "./pages.mjs";

const DIRECTORY = process.env.FAMILY_HUB_PICTURES ?? "target/pictures";

let server, browser;
before(async () => {
  server = await Server.start();
  browser = await launch();
  fs.mkdirSync(DIRECTORY, { recursive: true });
});
after(async () => {
  await browser?.close();
  await server?.end();
});

for (const [name, device, address] of [
  ["phone", PHONE, "/?near=Senago&what=place"],
  ["tablet", TABLET, "/?near=Senago&what=place"],
]) {
  it(`a ${name} shows places near Senago`, async () => {
    const { context, page } = await open(browser, server, device);
    await page.goto(server.url + address);
    await ready(page);
    const finder = new Finder(page);
    await finder.cards.first().waitFor();
    if (name === "tablet") {
      await finder.markers.first().waitFor();
      await page.waitForFunction(() => {
        const tiles = [...document.querySelectorAll("canvas.leaflet-tile")];
        const painted = (tile) => tile.getContext("2d").getImageData(tile.width / 2, tile.height / 2, 1, 1).data[3] > 0;
        return tiles.length > 3 && tiles.every(painted);
      });
    }
    await page.evaluate(() => document.fonts.ready);
    const file = path.join(DIRECTORY, `${name}.png`);
    await page.screenshot({ path: file });
    assert.ok(fs.statSync(file).size > 20_000, "a picture of nothing");
    await context.close();
  });
}
