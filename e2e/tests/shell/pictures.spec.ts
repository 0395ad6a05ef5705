// Pictures of the main pages for people to look at: both sizes, both themes, both languages. `npm run pictures` puts them
// into pictures/. No story: nothing is compared, eyes do that.
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { entry, groupDrive, list } from "../../support/files.ts";
import { expect, test } from "../../support/story.ts";

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

/** The person's language, as this page hears of it. */
async function speak(page: Page, language: "fr" | "en"): Promise<void> {
  await page.route("**/api/accounts/me", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), language } });
  });
}
