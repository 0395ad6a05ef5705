// Getting anywhere: the palette, the keys, addresses that lead nowhere.
import { entry, openFolder, putFile } from "../../support/files.ts";
import { expect, test } from "../../support/story.ts";

test("the palette finds pages and files", async ({ as, folder }) => {
  const page = await as("camille");
  const name = `Inventaire ${folder.id.slice(-6)}.txt`;
  await putFile(page.request, folder.id, name);
  await page.goto("/");
  await page.getByRole("button", { name: "Rechercher" }).click();
  const palette = page.getByRole("dialog", { name: "Rechercher et ouvrir" });
  await palette.getByRole("combobox").fill("mon compte");
  await expect(palette.getByRole("option", { name: "Mon compte", exact: true })).toBeVisible();
  await palette.getByRole("combobox").fill(name.toLowerCase().slice(0, 14));
  await palette.getByRole("option", { name }).click();
  await expect(entry(page, name)).toHaveAttribute("aria-selected", "true");
});

test("the keys of the page, under “?”", async ({ as, folder }) => {
  const page = await as("camille");
  await openFolder(page, folder.id);
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Raccourcis de cette page" });
  await expect(keys.getByText("Renommer")).toBeVisible();
  await keys.getByRole("switch", { name: "Raccourcis d’une seule touche" }).click();
  await page.keyboard.press("Escape");
  await expect(keys).toBeHidden();
  await page.keyboard.press("?");
  await expect(keys).toBeHidden();
});

test("an address that leads nowhere says so, and leads home", async ({ as }) => {
  const page = await as("camille");
  await page.goto("/nulle-part");
  await expect(page.getByRole("heading", { name: "Il n’y a rien à cette adresse" })).toBeVisible();
  await page.getByRole("link", { name: "Aller à l’accueil" }).click();
  await expect(page.getByText(/^(Bonjour|Bonsoir) Camille$/)).toBeVisible();

  await page.goto("/files/f/00000000-0000-7000-8000-000000000000");
  await expect(page.getByText("Cet élément n’existe plus, ou n’est pas partagé avec vous.")).toBeVisible();
});

test("home leads to what others changed", async ({ as }) => {
  const page = await as("camille");
  await page.goto("/");
  await page.getByRole("link", { name: /Suivi mensuel\.ods/ }).click();
  await expect(entry(page, "Suivi mensuel.ods")).toHaveAttribute("aria-selected", "true");
});
