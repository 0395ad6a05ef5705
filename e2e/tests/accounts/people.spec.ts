// People and groups, looked after by those who may. In a demonstration of their own: accounts are suspended here.
import type { BrowserContextOptions, Locator, Page } from "@playwright/test";
import { type Server, startServer } from "../../support/server.ts";
import { expect, message, PASSWORD, signIn, type Stage, test } from "../../support/story.ts";

// One server for the file; what one story does to its people, no other one needs.
test.describe.configure({ mode: "default", timeout: 90_000 });

let server: Server;
let origin: string;
test.beforeAll(async () => {
  test.setTimeout(150_000);
  server = await startServer("demo");
  origin = `http://localhost:${server.port}`;
});
test.afterAll(() => server?.stop());

const sameOrigin = { "Sec-Fetch-Site": "same-origin" };
const here = (as: Stage["as"], handle: string, options: BrowserContextOptions = {}) =>
  as(handle, { baseURL: origin, ...options });

/** Without the page: what a story begins with. */
async function changePerson(main: Page, handle: string, change: object): Promise<void> {
  const found = await main.request.get(`${origin}/api/accounts/managed-people?query=${handle}`);
  const [person]: { id: string }[] = (await found.json()).items;
  const answer = await main.request.patch(`${origin}/api/accounts/managed-people/${person?.id}`, {
    headers: sameOrigin,
    data: change,
  });
  expect(answer.status(), await answer.text()).toBe(200);
}

const table = (page: Page) => page.getByRole("table", { name: "Personnes" });
const person = (page: Page, name: string) => table(page).getByRole("row", { name });
const people = (page: Page) => page.getByRole("list", { name: "Personnes du groupe" });

/** Somebody is found by a part of their name, and chosen with the keyboard. */
async function pick(field: Locator, typed: string, name: string): Promise<void> {
  const page = field.page();
  await field.click();
  await page.getByRole("listbox").waitFor();
  await field.fill(typed);
  await page.getByRole("option", { name }).waitFor();
  await field.press("Enter");
}

test("an administrator suspends somebody, restores them, and is refused on a main administrator", async ({ as, stranger }) => {
  const main = await here(as, "camille");
  await changePerson(main, "paul", { role: "admin" });
  const bertrand = await here(as, "bertrand");
  await bertrand.goto("/files");

  const paul = await here(as, "paul");
  await paul.goto("/");
  await paul.getByRole("navigation", { name: "Outils" }).getByRole("link", { name: "Personnes" }).click();
  await paul.getByLabel("Rechercher une personne").fill("caron");
  await expect(table(paul).getByRole("row")).toHaveCount(2);
  await paul.getByRole("checkbox", { name: "Choisir Bertrand Caron" }).check();
  await paul.getByRole("button", { name: "Suspendre" }).click();
  await message(paul, "Le compte de Bertrand Caron est suspendu, et déconnecté partout.").waitFor();
  await expect(person(paul, "Bertrand Caron")).toContainText("Suspendu");

  // What they had open closes, and the door stays shut.
  await expect(bertrand.getByRole("heading", { level: 1, name: "Reconnectez-vous" })).toBeVisible();
  const door = await stranger({ baseURL: origin });
  await door.goto("/");
  await signIn(door, "bertrand");
  await expect(door.getByText("Ce nom et ce mot de passe ne vont pas ensemble.")).toBeVisible();

  await paul.getByRole("region", { name: "Messages" }).getByRole("button", { name: "Annuler" }).click();
  await message(paul, "C’est annulé.").waitFor();
  await expect(person(paul, "Bertrand Caron")).toContainText("Actif");
  await signIn(door, "bertrand", PASSWORD);
  await expect(door.getByRole("heading", { level: 1, name: "Accueil" })).toBeAttached();

  await paul.getByLabel("Rechercher une personne").fill("");
  await paul.getByRole("combobox", { name: "Rôle" }).click();
  await paul.getByRole("option", { name: "Administration principale (1)" }).click();
  await expect(table(paul).getByRole("row")).toHaveCount(2);
  await paul.getByRole("checkbox", { name: "Choisir Camille Roche" }).check();
  await paul.getByRole("button", { name: "Suspendre" }).click();
  const refused = paul.getByRole("alert").filter({ hasText: "Cela n’a pas pu être fait pour tout le monde" });
  await expect(refused).toContainText(/Camille Roche — Seule l’administration principale/);
  await refused.getByRole("button", { name: "Compris" }).click();
  await expect(refused).toHaveCount(0);
  await table(paul).getByRole("link", { name: /Camille Roche/ }).click();
  await expect(paul.getByRole("complementary", { name: "Camille Roche" })).toContainText("seule celle-ci peut modifier");

  // And a main administrator stays one as long as there is no other.
  await main.goto("/people");
  await table(main).getByRole("link", { name: /Camille Roche/ }).click();
  const panel = main.getByRole("complementary", { name: "Camille Roche" });
  await expect(panel.getByRole("heading", { name: "Camille Roche" })).toBeFocused();
  await panel.getByRole("combobox", { name: "Rôle" }).click();
  await main.getByRole("option", { name: "Personne" }).click();
  await panel.getByRole("button", { name: "Enregistrer" }).click();
  await expect(panel.getByRole("alert")).toContainText("Une organisation garde toujours une administration principale.");
  await expect(panel.getByRole("combobox", { name: "Rôle" })).toHaveValue("Personne");
});

test("a panel with the keyboard: opened, changed, refused, closed", async ({ as }) => {
  const main = await here(as, "camille");
  await main.goto("/people?q=morvan");
  const link = table(main).getByRole("link", { name: /Jeanne Morvan/ });
  await link.focus();
  await main.keyboard.press("Enter");
  const panel = main.getByRole("complementary", { name: "Jeanne Morvan" });
  await expect(panel.getByRole("heading", { name: "Jeanne Morvan" })).toBeFocused();
  await panel.getByLabel("Adresse e-mail").fill("yann@les-communs.example");
  await main.keyboard.press("Enter");
  await expect(panel.getByText("Quelqu’un ici a déjà cette adresse.")).toBeVisible();
  await expect(panel.getByLabel("Adresse e-mail")).toHaveValue("yann@les-communs.example");
  await panel.getByLabel("Adresse e-mail").fill("jeanne.morvan@les-communs.example");
  await main.keyboard.press("Enter");
  await message(main, "Les changements pour Jeanne Morvan sont enregistrés.").waitFor();
  await expect(panel.getByRole("button", { name: "Enregistrer" })).toBeDisabled();
  await main.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await expect(link).toBeFocused();
  await main.keyboard.press("/");
  await expect(main.getByLabel("Rechercher une personne")).toBeFocused();
});

test("a group is born: people, a manager, and a folder that appears and disappears", async ({ as }) => {
  const [main, samir] = [await here(as, "camille"), await here(as, "samir")];
  await samir.goto("/files");
  await expect(samir.getByRole("link", { name: "Communication" })).toBeVisible();

  await main.goto("/groups");
  await main.getByRole("button", { name: "Nouveau groupe" }).click();
  const dialog = main.getByRole("dialog", { name: "Nouveau groupe" });
  await dialog.getByLabel("Nom du groupe").fill("jardin");
  await main.keyboard.press("Enter");
  await expect(dialog.getByText("Un autre groupe s’appelle déjà ainsi.")).toBeVisible();
  await dialog.getByLabel("Nom du groupe").fill("Chorale");
  await dialog.getByLabel("Une phrase pour le présenter").fill("Le mardi soir, sans partition.");
  await main.keyboard.press("Enter");
  await expect(main.getByRole("heading", { level: 1, name: "Chorale" })).toBeAttached();
  await expect(main.getByText("Il n’y a encore personne dans ce groupe")).toBeVisible();

  const add = main.getByRole("combobox", { name: "Ajouter quelqu’un" });
  await pick(add, "élise", "Élise Aubert");
  await message(main, "Élise Aubert est dans le groupe.").waitFor();
  await pick(add, "nicolas", "Nicolas Garnier");
  await expect(people(main).getByRole("listitem")).toHaveCount(2);
  await main.getByRole("button", { name: "Actions pour Élise Aubert" }).click();
  await main.getByRole("menuitem", { name: "Nommer responsable" }).click();
  await expect(people(main).getByRole("listitem").filter({ hasText: "Élise Aubert" })).toContainText("Responsable");

  // She is no administrator, and looks after this group alone.
  const elise = await here(as, "elise");
  await elise.goto("/people");
  await expect(elise.getByRole("checkbox")).toHaveCount(0);
  await elise.getByRole("link", { name: "Groupes" }).click();
  await expect(elise.getByRole("button", { name: "Nouveau groupe" })).toHaveCount(0);
  await elise.getByRole("link", { name: /Chorale.*Vous en êtes responsable/ }).click();
  await expect(elise.getByRole("heading", { name: "Historique" })).toBeVisible();
  await pick(elise.getByRole("combobox", { name: "Ajouter quelqu’un" }), "haddad", "Samir Haddad");
  await message(elise, "Samir Haddad est dans le groupe.").waitFor();
  await expect(samir.getByRole("link", { name: "Chorale" })).toBeVisible();
  await samir.getByRole("link", { name: "Chorale" }).click();
  await expect(samir.getByText("Rien ici pour l’instant")).toBeVisible();

  const history = elise.locator("section").filter({ has: elise.getByRole("heading", { name: "Historique" }) });
  await expect(history.getByRole("listitem").first()).toContainText("Samir Haddad rejoint le groupe");
  await elise.getByRole("button", { name: "Actions pour Samir Haddad" }).click();
  await elise.getByRole("menuitem", { name: "Retirer du groupe" }).click();
  await expect(samir.getByRole("link", { name: "Chorale" })).toHaveCount(0);
  await elise.getByRole("region", { name: "Messages" }).getByRole("button", { name: "Annuler" }).last().click();
  await expect(people(elise).getByRole("listitem")).toHaveCount(3);

  // Back in the group, he leads to its folder from its page, then leaves by himself.
  await samir.goto("/groups");
  await samir.getByRole("link", { name: /Chorale/ }).click();
  await expect(samir.getByRole("combobox", { name: "Ajouter quelqu’un" })).toHaveCount(0);
  await samir.getByRole("link", { name: "Dossier du groupe" }).click();
  await expect(samir.getByText("Rien ici pour l’instant")).toBeVisible();
  await samir.goBack();
  await samir.getByRole("button", { name: "Quitter le groupe" }).click();
  await samir.getByRole("dialog").getByRole("button", { name: "Quitter le groupe" }).click();
  await message(samir, "Vous avez quitté le groupe Chorale.").waitFor();
  await expect(samir.getByRole("link", { name: /Chorale/ })).not.toContainText("Vous en faites partie");
});

test("groups inside a group, and none inside itself", async ({ as }) => {
  const [main, ines] = [await here(as, "camille"), await here(as, "ines")];
  await ines.goto("/files");
  await expect(ines.getByRole("link", { name: "Comptabilité" })).toHaveCount(0);
  await main.goto("/groups");
  await main.getByRole("link", { name: /Comptabilité/ }).click();
  await pick(main.getByRole("combobox", { name: "Inclure un groupe" }), "communication", "Communication");
  await message(main, "Les personnes de Communication sont dans le groupe.").waitFor();
  await expect(ines.getByRole("link", { name: "Comptabilité" })).toBeVisible();

  await main.getByRole("link", { name: "Communication", exact: true }).click();
  await expect(main.getByRole("heading", { level: 1, name: "Communication" })).toBeAttached();
  await pick(main.getByRole("combobox", { name: "Inclure un groupe" }), "compta", "Comptabilité");
  await message(main, /Un groupe ne peut pas se contenir lui-même/).waitFor();
  await main.goBack();
  await main.getByRole("button", { name: "Retirer Communication" }).click();
  await message(main, "Les personnes de Communication ne sont plus dans le groupe.").waitFor();
  await expect(ines.getByRole("link", { name: "Comptabilité" })).toHaveCount(0);
});

test("a guest has a sponsor and a last day, and sees little", async ({ as }) => {
  const main = await here(as, "camille");
  await main.goto("/people?q=oscar");
  await table(main).getByRole("link", { name: /Oscar Delmas/ }).click();
  const panel = main.getByRole("complementary", { name: "Oscar Delmas" });
  await panel.getByRole("combobox", { name: "Rôle" }).click();
  await main.getByRole("option", { name: "Invité" }).click();
  await panel.getByRole("button", { name: "Enregistrer" }).click();
  await expect(panel.getByText("Choisissez qui répond de cet invité.")).toBeVisible();
  await pick(panel.getByRole("combobox", { name: "Qui répond de cet invité" }), "thomas", "Thomas Weiss");
  await panel.getByLabel("Dernier jour du séjour").fill("2001-01-01");
  await panel.getByRole("button", { name: "Enregistrer" }).click();
  await expect(panel.getByText(/^Choisissez un jour, aujourd’hui ou plus tard/)).toBeVisible();
  await panel.getByLabel("Dernier jour du séjour").fill("2099-01-31");
  await panel.getByRole("button", { name: "Enregistrer" }).click();
  await message(main, "Les changements pour Oscar Delmas sont enregistrés.").waitFor();
  await expect(person(main, "Oscar Delmas")).toContainText("Invité");
  await main.reload();
  await expect(panel.getByLabel("Dernier jour du séjour")).toHaveValue("2099-01-31");
  await expect(panel.getByRole("combobox", { name: "Qui répond de cet invité" })).toHaveValue("Thomas Weiss");

  // Oscar gardens: he sees the gardeners, the person who answers for him, and no other group.
  const oscar = await here(as, "oscar");
  await oscar.goto("/people");
  const seen = oscar.getByRole("main").getByRole("list", { name: "Personnes" }).getByRole("listitem");
  await expect(seen.filter({ hasText: "Thomas Weiss" })).toBeVisible();
  await expect(seen.filter({ hasText: "Lucie Fabre" })).toBeVisible();
  await expect(seen.filter({ hasText: "Camille Roche" })).toHaveCount(0);
  await oscar.getByRole("link", { name: "Groupes" }).click();
  await expect(oscar.getByRole("list", { name: "Groupes" }).getByRole("listitem")).toHaveCount(1);
  await oscar.goto("/account");
  await expect(oscar.getByText("Invité", { exact: true })).toBeVisible();
});

test("on a phone: several people into a group", async ({ as }) => {
  const main = await here(as, "camille", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await main.goto("/");
  await main.getByRole("navigation", { name: "Outils" }).getByRole("button", { name: "Plus" }).tap();
  await main.getByRole("dialog", { name: "Plus" }).getByRole("link", { name: "Personnes" }).tap();
  await main.getByRole("checkbox", { name: "Choisir Fatou Ndiaye" }).tap();
  await main.getByRole("checkbox", { name: "Choisir Maud Perrin" }).tap();
  await main.getByRole("main").getByRole("button", { name: "Actions" }).tap();
  await main.getByRole("menuitem", { name: "Ajouter à un groupe…" }).tap();
  const dialog = main.getByRole("dialog", { name: "Ajouter 2 personnes à un groupe" });
  await dialog.getByRole("combobox", { name: "Groupe" }).tap();
  await main.getByRole("option", { name: /Bureau/ }).tap();
  await dialog.getByRole("button", { name: "Ajouter" }).tap();
  await message(main, "2 personnes sont dans le groupe Bureau.").waitFor();
  await table(main).getByRole("link", { name: /Maud Perrin/ }).tap();
  const sheet = main.getByRole("dialog", { name: "Maud Perrin" });
  await expect(sheet.getByLabel("Adresse e-mail")).toHaveValue("maud@les-communs.example");
  await sheet.getByRole("button", { name: "Fermer" }).tap();
  await expect(sheet).toHaveCount(0);
});
