// Draws the PNG icons from public/icon.svg, with the Chromium of this machine. Run when the drawing changes.
import { readFileSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";

const svg = readFileSync("public/icon.svg", "utf8");
/** Phones cut a maskable icon to their own shape: its drawing keeps to the middle, its ground goes to the edge. */
const maskable = svg.replace('rx="15"', "").replace(/<g /g, '<g transform="translate(9.6 9.6) scale(0.7)" ');

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage();
async function draw(source, side, file) {
  await page.setViewportSize({ width: side, height: side });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:100vw;height:100vh}</style>${source}`);
  writeFileSync(`public/${file}`, await page.screenshot({ omitBackground: true }));
}
await draw(svg, 192, "icon-192.png");
await draw(svg, 512, "icon-512.png");
await draw(maskable, 180, "icon-180.png");
await draw(maskable, 512, "icon-maskable-512.png");
await browser.close();
