// node xtask/node/icons.mjs: draws the PNG icons from the SVG ones with Chromium. The results are committed; run it
// after a change of an SVG.
import fs from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

const icons = path.resolve(import.meta.dirname, "../../frontend/icons");
const PICTURES = [
  ["icon.svg", 192, "icon-192.png"],
  ["icon.svg", 512, "icon-512.png"],
  ["icon-maskable.svg", 512, "icon-maskable-512.png"],
  ["icon-maskable.svg", 180, "icon-180.png"], // a home screen cuts its own corners
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const [source, size, name] of PICTURES) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const svg = fs.readFileSync(path.join(icons, source)).toString("base64");
  await page.setContent(`<body style="margin:0"><img src="data:image/svg+xml;base64,${svg}" width="${size}" height="${size}">`);
  await page.locator("img").screenshot({ path: path.join(icons, name), omitBackground: true });
  await page.close();
}
await browser.close();
