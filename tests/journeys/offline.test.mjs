// Flight mode: after one visit everything works with the server gone, after a restart of the browser too.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { keptForOffline, launch, NOW, PHONE, ready, Server, TABLET, watch } from "./harness.mjs";
import { Finder, PlacePage } from "./pages.mjs";

for (const [name, device] of [
  ["phone", PHONE],
  ["tablet", TABLET],
]) {
  describe(`a ${name} in flight mode`, () => {
    let server, context, profile, seen;
    const reopen = async () => {
      context = await launch({ dir: profile, context: { locale: "it-IT", timezoneId: "Europe/Rome", ...device } });
      seen = watch(context, server);
      const page = await context.newPage();
      await page.clock.setFixedTime(NOW);
      return page;
    };

    before(async () => {
      server = await Server.start();
      profile = fs.mkdtempSync(path.join(os.tmpdir(), "family-hub-profile-"));
      const page = await reopen();
      await page.goto(server.url);
      await ready(page);
      await keptForOffline(page);
      await context.close();
      await server.stop();
    });
    afterEach(() => context.close());
    after(async () => {
      await server?.end();
      fs.rmSync(profile, { recursive: true, force: true });
    });

    it("opens again, finds, narrows, shows the map and a place", async () => {
      const page = await reopen();
      const finder = new Finder(page);
      await page.goto(server.url);
      await ready(page);
      await finder.offlineBadge.waitFor();
      assert.match(await page.getByTestId("data-age").first().innerText(), /\d|oggi/i);
      await finder.type("senago");
      await page.waitForFunction(
        () => document.querySelector('[data-testid="result-card"][data-type="place"]')?.dataset.id === "fh-senago",
      );
      await page.goto(`${server.url}/?near=20030`);
      await ready(page);
      assert.equal((await finder.places())[0], "fh-senago");
      await page.goto(`${server.url}/?near=20030&view=map`);
      await ready(page);
      await finder.markers.first().waitFor();
      await page.goto(`${server.url}/sede/fh-senago`);
      await ready(page);
      assert.match(await new PlacePage(page).title.innerText(), /Senago/);
      assert.deepEqual(seen, { console: [], foreign: [] });
    });

    it("is online again when the server is, without a reload by hand", async () => {
      const page = await reopen();
      const finder = new Finder(page);
      await page.goto(server.url);
      await ready(page);
      await finder.offlineBadge.waitFor();
      await server.start();
      await page.evaluate(() => window.dispatchEvent(new Event("online")));
      await finder.offlineBadge.waitFor({ state: "hidden" });
      await server.stop();
    });
  });
}
