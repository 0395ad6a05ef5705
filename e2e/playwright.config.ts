// Stories told in a browser, against a demonstration that runs for them alone: `npm test`. The browser is the one that
// Debian brings. Each story works in a folder of its own or as a person of its own, so that any two can run together.
import { defineConfig } from "@playwright/test";

/** Pictures for people to look at are no test: they are taken by `npm run pictures`. */
const PICTURES = "**/pictures.spec.ts";

export default defineConfig({
  testDir: "tests",
  testMatch: process.env.PICTURES ? PICTURES : "**/*.spec.ts",
  testIgnore: process.env.PICTURES ? [] : [PICTURES],
  outputDir: "results",
  globalSetup: "./support/demo.ts",
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  retries: process.env.CI ? 2 : 0,
  timeout: 60_000,
  // CI has two cores, and a debug build of the server shares them with the browser.
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    colorScheme: "light",
    viewport: { width: 1280, height: 800 },
    actionTimeout: 15_000,
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
