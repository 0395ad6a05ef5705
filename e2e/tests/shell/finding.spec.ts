// Getting anywhere: the palette, the keys, addresses that lead nowhere.
import { entry, putFile } from "../../support/files.ts";
import { expect, message, test } from "../../support/story.ts";

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

test("people, groups, folders and files are found at once, and what was opened last is remembered here", async ({ as }) => {
  const page = await as("lucie");
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Rechercher" }).first()).toBeVisible();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Rechercher et ouvrir" });
  const typed = palette.getByRole("combobox");
  await expect(palette.getByRole("group", { name: "Aller à" }).getByRole("option").first()).toBeVisible();
  await typed.fill("jard");
  await expect(palette.getByRole("group", { name: "Groupes" }).getByRole("option", { name: /^Jardin/ })).toBeVisible();
  await expect(palette.getByRole("group", { name: "Espaces de groupe" }).getByRole("option", { name: /^Jardin/ })).toBeVisible();
  await expect(palette.getByRole("group", { name: "Fichiers" }).getByRole("option").first()).toBeVisible();
  // Beginnings of words, in any order, whatever the accents.
  await typed.fill("goff yan");
  const yann = palette.getByRole("group", { name: "Personnes" }).getByRole("option", { name: /Yann Le Goff/ });
  await expect(yann.locator("mark")).toHaveText(["Yan", "Goff"]);
  await expect(palette.getByRole("status")).toHaveText("1 résultat");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Yann Le Goff" })).toBeAttached();
  await expect(page.getByRole("main").getByRole("link", { name: "Jardin" })).toBeVisible();

  await page.keyboard.press("Control+k");
  const last = palette.getByRole("group", { name: "Ouverts récemment" });
  await expect(last.getByRole("option", { name: /Yann Le Goff/ })).toBeVisible();
  await last.getByRole("button", { name: "Oublier" }).click();
  await expect(last).toBeHidden();
  await typed.fill("zzz rien");
  await expect(palette.getByText(/^Rien de ce que vous pouvez voir/)).toBeVisible();
});

test("nothing stays on the device after signing out", async ({ as }) => {
  const page = await as("samir");
  await page.goto("/search?q=camille");
  await page.getByRole("main").getByRole("link", { name: /Camille Roche/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Camille Roche" })).toBeAttached();
  expect(await page.evaluate(() => localStorage.getItem("liiibre.opened"))).toContain("Camille Roche");
  await page.getByRole("button", { name: /Samir Haddad/ }).click();
  await page.getByRole("menuitem", { name: "Se déconnecter" }).click();
  await page.getByRole("heading", { name: "Bienvenue" }).waitFor();
  expect(await page.evaluate(() => localStorage.getItem("liiibre.opened"))).toBeNull();
});

test("all results have a page, with one kind at a time, and others’ files are not among them", async ({ as, folder }) => {
  const page = await as("camille");
  const mark = folder.id.slice(-6);
  await putFile(page.request, folder.id, `Recherche ${mark}.txt`);
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Rechercher" }).first()).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill(`recherche ${mark}`);
  await page.getByRole("option", { name: /Voir tous les résultats/ }).click();
  await expect(page).toHaveURL(/\/search\?q=/);
  const main = page.getByRole("main");
  await expect(main.getByRole("link", { name: new RegExp(`Recherche ${mark}`) })).toContainText(folder.name);
  await main.getByRole("link", { name: "Personnes", exact: true }).click();
  await expect(page).toHaveURL(/kind=person/);
  await main.getByRole("link", { name: "Chercher partout" }).click();
  await main.getByRole("link", { name: new RegExp(`Recherche ${mark}`) }).click();
  await expect(entry(page, `Recherche ${mark}.txt`)).toHaveAttribute("aria-selected", "true");

  const other = await as("lucie");
  await other.goto(`/search?q=recherche+${mark}`);
  await expect(other.getByRole("main").getByText(/^Rien de ce que vous pouvez voir/).first()).toBeVisible();
});

test("on a phone the search is a page of its own", async ({ as }) => {
  const page = await as("camille", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await page.goto("/");
  await page.getByRole("button", { name: "Rechercher" }).click();
  const palette = page.getByRole("dialog", { name: "Rechercher et ouvrir" });
  await palette.getByRole("combobox").fill("adama");
  await expect(palette.getByRole("option", { name: /Adama Koné/ })).toBeVisible();
  const box = await palette.boundingBox();
  expect([box?.x, box?.y, box?.width]).toEqual([0, 0, 390]);
  await palette.getByRole("option", { name: /Adama Koné/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Adama Koné" })).toBeAttached();
});

test("what one tells is seen by those one chose", async ({ as }) => {
  const page = await as("oscar");
  await page.goto("/account#card");
  const card = page.getByRole("main").locator("#card");
  await card.getByLabel("Ce que je fais ici", { exact: true }).fill("Compost et semis");
  await card.getByLabel("Téléphone", { exact: true }).fill("pas un numéro");
  await card.getByRole("button", { name: "Enregistrer ce que les autres voient" }).click();
  await expect(card.getByLabel("Téléphone", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await card.getByLabel("Téléphone", { exact: true }).fill("06 12 34 56 78");
  await card.getByRole("button", { name: "Enregistrer ce que les autres voient" }).click();
  await expect(message(page, "Ce que les autres voient de vous est enregistré.")).toBeVisible();
  await expect(card.getByText("Compost et semis")).toBeVisible();
  await expect(card.getByRole("link", { name: "06 12 34 56 78" })).toBeHidden();
  await card.getByLabel("Regardée par").click();
  await page.getByRole("option", { name: "Une personne de l’un de mes groupes" }).click();
  await expect(card.getByRole("link", { name: "06 12 34 56 78" })).toBeVisible();

  const id = (await (await page.request.get("/api/accounts/me")).json()).id;
  const [mate, other] = [await as("yann"), await as("hugo")];
  await mate.goto(`/people/${id}`);
  await expect(mate.getByRole("link", { name: "06 12 34 56 78" })).toBeVisible();
  await other.goto(`/people/${id}`);
  await expect(other.getByText("Compost et semis")).toBeVisible();
  await expect(other.getByRole("link", { name: "06 12 34 56 78" })).toBeHidden();
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
