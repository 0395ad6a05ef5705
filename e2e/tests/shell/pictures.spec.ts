// Pictures of the main pages for people to look at: both sizes, both themes, both languages. `npm run pictures` puts them
// into pictures/. No story: nothing is compared, eyes do that.
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { askToConnect, listFiles } from "../../support/devices.ts";
import { entry, groupDrive, list } from "../../support/files.ts";
import { COMMUNS, expect, speak, test } from "../../support/story.ts";

const FOLDER = fileURLToPath(new URL("../../pictures/", import.meta.url));
const WORDS = {
  fr: { locale: "fr-FR", tiles: "Afficher en vignettes", actions: "Actions pour Calendrier des semis.ods", details: "Détails" },
  en: { locale: "en-GB", tiles: "Show as tiles", actions: "Actions for Calendrier des semis.ods", details: "Details" },
} as const;
const SIZES = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;

for (const size of ["desk", "phone"] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const language of ["fr", "en"] as const) {
      test(`${size}, ${colorScheme}, ${language}`, async ({ as, stranger }) => {
        test.slow();
        const words = WORDS[language];
        const phone = size === "phone";
        const options = { viewport: SIZES[size], colorScheme, locale: words.locale, hasTouch: phone, isMobile: phone, deviceScaleFactor: 1 };
        const shot = async (page: Page, name: string, fullPage = false) => {
          await settle(page);
          await page.screenshot({ path: `${FOLDER}${name}-${size}-${colorScheme}-${language}.png`, fullPage });
        };

        const door = await stranger(options);
        await door.goto("/");
        await door.getByRole("heading", { level: 1 }).waitFor();
        await shot(door, "01-door");

        // Lucie is in two groups and looks at the garden; Camille administers.
        const page = await as("lucie", options);
        // Her language, for this page only: the account stays as it is.
        await speak(page, language);
        const garden = await groupDrive(page.request, "Jardin");
        await page.goto("/");
        await page.getByText("Suivi mensuel.ods").or(page.getByText("Depuis le verger.jpg")).first().waitFor();
        await shot(page, "02-home");
        await page.goto(`/files/d/${garden.id}`);
        await entry(page, "Fiches").waitFor();
        await shot(page, "03-files");
        await page.getByRole("button", { name: words.actions }).click();
        await page.getByRole(phone ? "dialog" : "menu").first().waitFor();
        await shot(page, "04-actions");
        await page.keyboard.press("Escape");
        if (!phone) {
          await entry(page, "Plan du jardin.png").click();
          await page.keyboard.press("Alt+Enter");
          await page.getByRole("complementary", { name: words.details }).getByRole("listitem").first().waitFor();
          await shot(page, "05-details");
          await page.getByRole("button", { name: words.details, exact: true, pressed: true }).click();
        }
        await page.goto(`/files/d/${garden.id}`);
        await entry(page, "Photos").getByRole("link", { name: "Photos" }).dblclick();
        if (phone) await expect(page).toHaveURL(/\/files\/f\//);
        await entry(page, "2026 printemps").getByRole("link", { name: "2026 printemps" }).dblclick();
        await page.getByRole("button", { name: words.tiles }).click();
        await list(page).getByRole("gridcell", { name: "Premiers rangs.jpg" }).waitFor();
        await shot(page, "06-tiles");
        await list(page).getByRole("gridcell", { name: "Après la pluie.jpg" }).dblclick();
        await page.getByRole("dialog").getByRole("img", { name: "Après la pluie.jpg" }).waitFor();
        await shot(page, "07-preview");
        await page.goto("/account");
        await page.getByRole("table").first().waitFor();
        await shot(page, "08-account", true);
        await page.goto("/nulle-part");
        await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
        await shot(page, "09-not-found");

        const administrator = await as("camille", options);
        await speak(administrator, language);
        await administrator.goto("/settings");
        await administrator.getByRole("heading", { level: 1 }).waitFor();
        await shot(administrator, "10-settings", true);
        for (const part of ["addresses", "tools", "retention", "mail", "journal"]) {
          await administrator.goto(`/settings/${part}`);
          await administrator.locator("main section").first().waitFor();
          await shot(administrator, `10-settings-${part}`, true);
        }
        await administrator.goto("/account/recorded");
        await administrator.locator("main section").nth(2).waitFor();
        await shot(administrator, "10-recorded", true);

        await page.goto("/people");
        await page.getByText("Yann Le Goff").waitFor();
        await shot(page, "18-directory");
        await page.goto("/groups");
        await page.getByRole("link", { name: /Jardin/ }).click();
        await page.getByText("Yann Le Goff").waitFor();
        await shot(page, "19-group", true);
        await administrator.goto("/people");
        await administrator.getByRole("checkbox", { name: /Camille Roche/ }).check();
        await shot(administrator, "20-people");
        await administrator.getByRole("link", { name: /Yann Le Goff/ }).click();
        await administrator.getByLabel(/^(Adresse e-mail|E-mail address)$/).waitFor();
        await shot(administrator, "21-person");
        await administrator.goto("/groups");
        await administrator.getByRole("link", { name: /Jardin/ }).waitFor();
        await shot(administrator, "22-groups");
      });
    }
  }
}

for (const size of ["desk", "phone"] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const language of ["fr", "en"] as const) {
      test(`devices: ${size}, ${colorScheme}, ${language}`, async ({ as, stranger, request }) => {
        test.slow();
        const phone = size === "phone";
        const options = { viewport: SIZES[size], colorScheme, locale: WORDS[language].locale, hasTouch: phone, isMobile: phone, deviceScaleFactor: 1 };
        const shot = async (page: Page, name: string) => {
          await settle(page);
          await page.screenshot({ path: `${FOLDER}${name}-${size}-${colorScheme}-${language}.png`, fullPage: true });
        };
        const { page: address } = await askToConnect(request, COMMUNS);
        const door = await stranger(options);
        await door.goto(address);
        await door.getByRole("heading", { level: 1 }).waitFor();
        await shot(door, "11-connect-door");

        const page = await as("lucie", options);
        await speak(page, language);
        await page.goto(address);
        const give = page.getByRole("button", { name: /^(Donner accès|Give access)$/ });
        await give.waitFor();
        await shot(page, "12-connect");
        await give.click();
        await give.waitFor({ state: "hidden" });
        await shot(page, "13-connect-granted");
        await page.goto(`${COMMUNS}/connect/nothing-of-ours`);
        await page.getByRole("link").first().waitFor();
        await shot(page, "14-connect-over");
        await page.goto((await askToConnect(request, COMMUNS, "Wget")).page);
        await page.getByRole("button", { name: /^(Refuser|Refuse)$/ }).click();
        await give.waitFor({ state: "hidden" });
        await shot(page, "15-connect-refused");

        const made = await page.request.post("/api/accounts/me/app-passwords", {
          headers: { "Sec-Fetch-Site": "same-origin" },
          data: { label: phone ? "Tablette du jardin" : "Portable du bureau" },
        });
        const { login, password } = await made.json();
        expect(await listFiles(COMMUNS, login, password)).toBe(207);
        await page.goto("/account#devices");
        const ways = page.locator("summary");
        await ways.first().waitFor();
        for (const [index, name] of ["phone", "desktop", "drive"].entries()) {
          await ways.nth(index).click();
          await settle(page);
          const path = `${FOLDER}16-devices-${name}-${size}-${colorScheme}-${language}.png`;
          await page.locator("#devices").screenshot({ path });
        }
        await ways.first().click();
        await page.getByRole("button", { name: /^(Afficher un code|Show a code)$/ }).click();
        await page.getByRole("button", { name: /^(Afficher le code|Show the code)$/ }).click();
        await page.getByRole("img", { name: /^Code/ }).waitFor();
        await settle(page);
        await page.screenshot({ path: `${FOLDER}17-devices-code-${size}-${colorScheme}-${language}.png` });
      });
    }
  }
}

test("the picture of the README", async ({ as }) => {
  const page = await as("lucie");
  await page.goto("/files/recent");
  await page.getByRole("button", { name: "Afficher en vignettes" }).click();
  await list(page).getByRole("gridcell", { name: "Depuis le verger.jpg" }).click();
  await page.keyboard.press("Alt+Enter");
  await page.getByRole("complementary", { name: "Détails" }).getByRole("listitem").first().waitFor();
  await settle(page);
  await page.screenshot({ path: fileURLToPath(new URL("../../../docs/pictures/files.png", import.meta.url)) });
});

/** Everything is there, and the pointer is nowhere. */
async function settle(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  await page.evaluate(() => document.fonts.ready);
}
