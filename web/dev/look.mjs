// Takes pictures of the pages of a running demo in both sizes, themes and languages, and runs axe on each.
//   make run                             (or FRONT=http://localhost:5173 for `npm run dev` in front of it)
//   node dev/look.mjs OUT [page...]
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [out = "/tmp/look", ...wanted] = process.argv.slice(2);
const front = process.env.FRONT ?? "http://localhost:8080";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(out, { recursive: true });

const open = async (page, name) => {
  await page.getByRole("button", { name }).first().click();
  await page.waitForTimeout(250);
};
const problem = (status, slug, extra = {}) => ({
  status,
  json: { type: `https://liiibre.org/problems/${slug}`, ...extra },
});
const refused = async (page, answer) => {
  await page.route("**/api/accounts/session", (route) => route.fulfill(answer));
  await page.locator("input[name=login]").fill("camille");
  await page.locator("input[name=password]").fill("no");
  await page.locator("input[name=password]").press("Enter");
  await page.waitForTimeout(300);
};
const pages = {
  home: ["/"],
  files: ["/files"],
  account: ["/account", null, true],
  settings: ["/settings", null, true],
  lost: ["/nowhere"],
  palette: ["/", (page) => page.keyboard.press("Control+k").then(() => page.waitForTimeout(400))],
  keys: ["/", (page) => page.keyboard.press("?").then(() => page.waitForTimeout(300))],
  person: ["/", (page) => open(page, /Camille/)],
  more: ["/", (page) => page.viewportSize().width < 600 && open(page, /^(Plus|More)$/)],
  connect: ["/account", (page) => open(page, /Connecter un logiciel|Connect a program/)],
  setup: ["/setup?token=ok", null, true],
  signin: ["/account"],
  signinwrong: ["/", (page) => refused(page, problem(401, "wrong-credentials"))],
  signinwait: ["/", (page) => refused(page, problem(429, "too-many-attempts", { retry_after: 75 }))],
  setupold: ["/setup?token=no"],
};
const variants = [];
for (const width of [1280, 390])
  for (const theme of ["light", "dark"])
    for (const locale of ["fr", "en"]) variants.push({ width, theme, locale });

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split(
    " ",
  ),
});
let findings = 0;
for (const { width, theme, locale } of variants) {
  if (locale === "en" && theme === "dark" && process.env.ALL !== "1") continue;
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 844 : 800 },
    colorScheme: theme,
    locale,
    deviceScaleFactor: 1,
  });
  const page = await context.newPage();
  let signedOut = false;
  const credentials = {
    login: "camille",
    password: process.env.PASSWORD ?? "bienvenue-chez-nous",
    remember: false,
  };
  const session = await page.request.post(`${front}/api/accounts/session`, { data: credentials });
  if (!session.ok()) throw new Error(`could not sign in: ${session.status()} ${await session.text()}`);
  // A set-up link works once, on a server without an organisation: the page is shown as it is then.
  await page.route("**/api/organisations/setup?*", (route) =>
    route.fulfill({ json: { valid: route.request().url().endsWith("ok") } }),
  );
  page.on("pageerror", (error) => console.log("ERROR", error.message));
  page.on(
    "console",
    (message) =>
      message.type() === "error" &&
      !/40[14]|favicon/.test(message.text()) &&
      console.log("CONSOLE", message.text().slice(0, 300)),
  );
  await page.route("**/api/accounts/me", async (route) => {
    if (route.request().method() !== "GET") return route.continue();
    if (signedOut)
      return route.fulfill({ status: 401, json: { type: "https://liiibre.org/problems/unauthenticated" } });
    const response = await route.fetch();
    if (!response.ok()) return route.fulfill({ response });
    return route.fulfill({ response, json: { ...(await response.json()), language: locale } });
  });
  for (const [name, [path, act, full]] of Object.entries(pages)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    signedOut = name.startsWith("signin");
    await page.goto("about:blank");
    await page.goto(front + path, { waitUntil: "networkidle" });
    await page.waitForTimeout(250);
    await act?.(page);
    await page.screenshot({
      path: `${out}/${name}-${width}-${theme}-${locale}.png`,
      fullPage: Boolean(full),
    });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
    for (const violation of violations) {
      findings += violation.nodes.length;
      console.log(`${name} ${width} ${theme} ${locale}: ${violation.id} — ${violation.help}`);
      for (const node of violation.nodes.slice(0, 3))
        console.log(`    ${node.html.slice(0, 160)} ${node.any[0]?.message?.slice(0, 160) ?? ""}`);
    }
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (wide > 0) console.log(`${name} ${width} ${theme} ${locale}: ${wide}px wider than the window`);
  }
  await context.close();
}
await browser.close();
console.log(`${findings} findings`);
