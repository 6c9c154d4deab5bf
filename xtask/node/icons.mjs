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
  ["icon.svg", 48, "icon-48.png"], // inside /favicon.ico, for programs that ask for nothing else
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const [source, size, name] of PICTURES) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const svg = fs.readFileSync(path.join(icons, source)).toString("base64");
  await page.setContent(`<body style="margin:0"><img src="data:image/svg+xml;base64,${svg}" width="${size}" height="${size}">`);
  await page.locator("img").screenshot({ path: path.join(icons, name), omitBackground: true });
  await page.close();
}
// What a link to the finder looks like where messages show a picture (og:image).
const letter = (weight) => {
  const file = path.resolve(import.meta.dirname, `../../node_modules/@fontsource/titillium-web/files/titillium-web-latin-${weight}-normal.woff2`);
  return `@font-face{font-family:T;font-weight:${weight};src:url(data:font/woff2;base64,${fs.readFileSync(file).toString("base64")})}`;
};
const icon = fs.readFileSync(path.join(icons, "icon.svg")).toString("base64");
const page = await browser.newPage({ viewport: { width: 1200, height: 630 } });
await page.setContent(`<style>${letter(400)}${letter(700)}
  body{margin:0;width:1200px;height:630px;display:flex;align-items:center;gap:64px;padding:0 88px;box-sizing:border-box;
       background:#0b5351;color:#fff3e4;font:400 46px/1.25 T}
  h1{font:700 92px/1.1 T;margin:0 0 20px}p{margin:0}</style>
  <img src="data:image/svg+xml;base64,${icon}" width="300" height="300">
  <div><h1>Family Hub</h1><p>Chi ti può aiutare, vicino a te, e quando.</p></div>`);
await page.evaluate(() => document.fonts.ready);
await page.screenshot({ path: path.join(icons, "preview.png") });
await browser.close();
