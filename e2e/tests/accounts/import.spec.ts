// A list of people from a spreadsheet: looked at line by line, put right, taken in; and the letter to begin. In a
// demonstration of its own: it grows here.
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../../support/access.ts";
import { letterTo } from "../../support/mail.ts";
import { type Server, startServer } from "../../support/server.ts";
import { expect, message, test } from "../../support/story.ts";

test.describe.configure({ mode: "default", timeout: 120_000 });

let server: Server;
let origin: string;
test.beforeAll(async () => {
  test.setTimeout(150_000);
  server = await startServer("demo");
  origin = `http://localhost:${server.port}`;
});
test.afterAll(() => server?.stop());

const PHRASE = "quatre pommes sous la pluie";

/** As Excel writes it on a French Windows. */
const latin = (text: string) => Buffer.from(text, "latin1");
const file = (name: string, buffer: Buffer) => ({ name, mimeType: "text/csv", buffer });
const brings = (page: Page, name: string, buffer: Buffer) =>
  page.locator("input[type=file]").setInputFiles(file(name, buffer));

const LIST = `Prénom;Nom;Courriel;Équipes du soir;Rôle
Zoé;Béranger;zoe@ailleurs.example;Jardin, Fête d'été;
Awa;Diallo;awa@ailleurs.example;Jardin;
Noé;Martin;pas une adresse;;
Zoé;Double;ZOE@ailleurs.example;;
Gil;Petit;gil@ailleurs.example;;invité
Max;Fort;max@ailleurs.example;;chef
`;

test("a list from Excel: what is wrong is said line by line, the rest comes in, and begins by a letter", async ({ as, stranger }) => {
  const camille = await as("camille", { baseURL: origin });
  await camille.goto("/people");
  await camille.getByRole("link", { name: "Importer" }).click();
  await expect(camille.getByText("Déposez un fichier ici.", { exact: false })).toBeVisible();
  await expectAccessible(camille, "before a file");

  await brings(camille, "adhérents.csv", latin(LIST));
  await expect(camille.getByRole("textbox", { name: "Caractères" }).or(camille.getByRole("combobox", { name: "Caractères" }))).toHaveValue("Windows (1252)");
  // A column by a name of its own is given its meaning by hand.
  await camille.getByRole("combobox", { name: "La colonne Équipes du soir contient" }).click();
  await camille.getByRole("option", { name: "Groupes", exact: true }).click();
  await expect(camille.getByText("1 nouveau groupe", { exact: false })).toBeVisible();
  await expect(camille.getByText("« pas une adresse » n’est pas une adresse e-mail", { exact: false })).toBeVisible();
  await expect(camille.getByText("La ligne 2 a la même adresse", { exact: false })).toBeVisible();
  await expect(camille.getByText("Un invité a un dernier jour", { exact: false })).toBeVisible();
  await expect(camille.getByText("« chef » n’est pas un rôle", { exact: false })).toBeVisible();
  await expect(camille.getByText("Ligne 4")).toBeVisible();
  await expectAccessible(camille, "a list looked at");

  const [download] = await Promise.all([
    camille.waitForEvent("download"),
    camille.getByRole("button", { name: "Les télécharger, avec les raisons" }).click(),
  ]);
  const refused = await readFile(await download.path(), "utf8");
  expect(refused.split("\r\n")[0]).toContain("Raison");
  expect(refused).toContain("pas une adresse");

  await camille.getByRole("button", { name: "Importer 2 personnes" }).click();
  await expect(camille.getByRole("heading", { level: 2, name: "Résultat" })).toBeVisible({ timeout: 30_000 });
  await expect(camille.getByText("Ligne 4")).toBeVisible();
  await expectAccessible(camille, "what came of it");

  const letter = await letterTo(server, "zoe@ailleurs.example", /vous attend/);
  const phone = await stranger({ baseURL: origin, viewport: { width: 390, height: 844 } });
  await phone.goto(letter.link);
  await expect(phone.getByRole("heading", { level: 1, name: "Bienvenue, Zoé" })).toBeVisible();
  await expectAccessible(phone, "to begin");
  await expectNoSidewaysScroll(phone);
  await phone.getByLabel("Mot de passe", { exact: true }).fill(PHRASE);
  await phone.getByRole("button", { name: "Commencer" }).click();
  await expect(phone.getByText("les fichiers de Fête d'été et Jardin", { exact: false })).toBeVisible();
  await phone.getByRole("button", { name: "Commencer" }).click();
  await expect(phone.getByRole("link", { name: /Jardin/ }).first()).toBeVisible();

  const late = await stranger({ baseURL: origin });
  await late.goto(letter.link);
  await expect(late.getByRole("heading", { level: 1, name: "Ce lien ne mène plus nulle part" })).toBeVisible();
  await expectAccessible(late, "a link that was used");

  // The letter again, to whoever has not begun: the link before is dead.
  const first = await letterTo(server, "awa@ailleurs.example", /vous attend/);
  await camille.goto("/people");
  await expect(camille.getByText("1 personne n’a pas encore choisi de mot de passe.", { exact: false })).toBeVisible();
  await camille.getByRole("button", { name: "Leur envoyer à tous le message pour commencer" }).click();
  await message(camille, "1 message est en cours d’envoi.").waitFor();
  await expect.poll(async () => (await letterTo(server, "awa@ailleurs.example", /vous attend/)).link).not.toBe(first.link);
});

test("the same list again makes nobody twice; and a picture is no list", async ({ as }) => {
  const camille = await as("camille", { baseURL: origin });
  await camille.goto("/people/import");
  await brings(camille, "photo.csv", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0, 0, 0]));
  await expect(camille.getByText("Il n’y a pas de liste dans ce fichier.")).toBeVisible();
  await brings(camille, "liste.csv", Buffer.from("nom,email\nZoé Béranger,zoe@ailleurs.example\nAwa Diallo,awa@ailleurs.example\n"));
  await expect(camille.getByText("Il n’y a rien à faire", { exact: false })).toBeVisible();
  await brings(camille, "trop.csv", Buffer.from(`nom,email\n${"A,a@b.example\n".repeat(10_001)}`));
  await expect(camille.getByText("Ce fichier a plus de 10 000 lignes.".replace("10 000", "10\u202f000"))).toBeVisible();
});

test("in English, in the dark, on a phone", async ({ as }) => {
  const camille = await as("camille", {
    baseURL: origin,
    locale: "en-GB",
    colorScheme: "dark",
    viewport: { width: 390, height: 844 },
  });
  await camille.route("**/api/accounts/me", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), language: "en", theme: "system" } });
  });
  await camille.goto("/people/import");
  await brings(camille, "people.csv", Buffer.from("Name,E-mail,Role\nKim Park,kim@elsewhere.example,guest\nIda Berg,ida@elsewhere.example,\n"));
  await expect(camille.getByRole("button", { name: "Import 1 person" })).toBeVisible();
  await expect(camille.getByText("A guest has a last day", { exact: false })).toBeVisible();
  await expectAccessible(camille, "a list in English, dark");
  await expectNoSidewaysScroll(camille);
});
