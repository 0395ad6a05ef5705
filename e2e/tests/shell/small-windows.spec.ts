// A phone, and a page enlarged four times: everything is there, nothing stands beside the window.
import type { Locator, Page } from "@playwright/test";
import { expectNoSidewaysScroll } from "../../support/access.ts";
import { entry, expectNames, openFolder, putFiles } from "../../support/files.ts";
import { expect, message, test } from "../../support/story.ts";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** What 1280 pixels are at 400 %. */
const ENLARGED = { viewport: { width: 320, height: 256 } };

const bottomBar = (page: Page) => page.getByRole("navigation", { name: "Outils" });

test("a phone: the bar below, the sheet of actions, a long press", async ({ as, folder }) => {
  const page = await as("camille", PHONE);
  await putFiles(page.request, folder.id, ["menu.txt", "recette.txt"]);
  await page.goto("/");
  await bottomBar(page).getByRole("link", { name: "Fichiers" }).tap();
  await expect(page.getByRole("heading", { level: 1, name: "Mes fichiers" })).toBeAttached();
  await entry(page, folder.name).tap();
  await expectNames(page, ["menu.txt", "recette.txt"]);

  await entry(page, "menu.txt").getByRole("button", { name: "Actions pour menu.txt" }).tap();
  const sheet = page.getByRole("dialog", { name: "« menu.txt »" });
  await sheet.getByRole("button", { name: "Renommer" }).tap();
  await page.getByLabel("Nouveau nom").fill("carte.txt");
  await page.getByLabel("Nouveau nom").press("Enter");
  await expectNames(page, ["carte.txt", "recette.txt"]);
  await message(page, "« menu.txt » s’appelle maintenant « carte.txt ».").waitFor();

  await page.getByRole("button", { name: "Désélectionner" }).tap();
  await page.getByRole("button", { name: "Ajouter", exact: true }).tap();
  await page.getByRole("dialog", { name: /^Ajouter à/ }).getByRole("button", { name: "Nouveau dossier" }).tap();
  await page.getByLabel("Nom du dossier").fill("Desserts");
  await page.getByRole("button", { name: "Créer" }).tap();
  await expectNames(page, ["Desserts", "carte.txt", "recette.txt"]);

  await holdDown(entry(page, "recette.txt"));
  await entry(page, "carte.txt").tap();
  await expect(page.getByRole("toolbar")).toBeVisible();
  await expect(entry(page, "carte.txt")).toHaveAttribute("aria-selected", "true");

  await bottomBar(page).getByRole("button", { name: "Plus" }).tap();
  await page.getByRole("dialog", { name: "Plus" }).getByRole("link", { name: "Mon compte" }).tap();
  await expect(page.getByRole("heading", { level: 1, name: "Mon compte" })).toBeVisible();
  await page.goBack();
  await expectNames(page, ["Desserts", "carte.txt", "recette.txt"]);
});

/** A finger stays on it until it is selected. */
async function holdDown(target: Locator) {
  const box = await target.boundingBox();
  if (!box) throw new Error("nothing there to press");
  const devtools = await target.page().context().newCDPSession(target.page());
  const finger = { x: box.x + 80, y: box.y + box.height / 2 };
  await devtools.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [finger] });
  await expect(target).toHaveAttribute("aria-selected", "true");
  await devtools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await devtools.detach();
}

for (const [what, options] of [
  ["on a phone", PHONE],
  ["enlarged to 400 %", ENLARGED],
] as const) {
  test(`${what}, no page is wider than the window`, async ({ as, stranger, folder }) => {
    const door = await stranger(options);
    await door.goto("/");
    await expect(door.getByRole("heading", { level: 1, name: "Bienvenue" })).toBeVisible();
    await expectNoSidewaysScroll(door);

    const page = await as("camille", options);
    const long = "Compte-rendu-sans-aucune-espace-de-l-assemblée-générale-extraordinaire-du-printemps.odt";
    await putFiles(page.request, folder.id, [long, "court.txt"]);
    await page.goto("/");
    await expect(page.getByText("Modifiés par d’autres")).toBeVisible();
    await expectNoSidewaysScroll(page);
    await openFolder(page, folder.id);
    await expectNames(page, [long, "court.txt"].sort());
    await expectNoSidewaysScroll(page);
    await page.getByRole("button", { name: `Actions pour ${long}` }).click();
    await expect(page.getByRole("button", { name: "Mettre à la corbeille" }).last()).toBeVisible();
    await expectNoSidewaysScroll(page);
    await page.keyboard.press("Escape");
    await page.goto("/account");
    await expect(page.getByRole("table").first()).toBeVisible();
    await expectNoSidewaysScroll(page);
    await page.goto("/people");
    await page.getByRole("checkbox", { name: "Choisir Yann Le Goff" }).check();
    await expectNoSidewaysScroll(page);
    await page.getByRole("link", { name: /Yann Le Goff/ }).click();
    await expect(page.getByLabel("Adresse e-mail")).toBeVisible();
    await expectNoSidewaysScroll(page);
    await page.goto("/groups");
    await page.getByRole("link", { name: /Jardin/ }).click();
    await expect(page.getByRole("button", { name: "Actions pour Lucie Fabre" })).toBeVisible();
    await expectNoSidewaysScroll(page);
    await page.goto("/settings");
    await expect(page.getByLabel("Nom de l’organisation")).toBeVisible();
    await expectNoSidewaysScroll(page);
    for (const part of ["addresses", "tools", "retention", "mail", "journal"]) {
      await page.goto(`/settings/${part}`);
      await expect(page.locator("main section").first()).toBeVisible();
      await expectNoSidewaysScroll(page);
    }
  });
}
