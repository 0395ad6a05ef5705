// Who did that? The journal of the organisation, each person's own, the letters, the tools that are on, and what is
// recorded: in a demonstration of their own, for settings change here.
import { readFile } from "node:fs/promises";
import type { BrowserContextOptions, Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../../support/access.ts";
import { type Server, startServer } from "../../support/server.ts";
import { expect, message, type Stage, speak, test } from "../../support/story.ts";

test.describe.configure({ mode: "default", timeout: 120_000 });

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

async function items(page: Page, path: string): Promise<{ id: string; name: string; handle: string }[]> {
  return (await (await page.request.get(`${origin}${path}`)).json()).items;
}

async function makeAdministrator(main: Page, handle: string): Promise<void> {
  const [person] = await items(main, `/api/accounts/managed-people?query=${handle}`);
  const answer = await main.request.patch(`${origin}/api/accounts/managed-people/${person?.id}`, {
    headers: sameOrigin,
    data: { role: "admin" },
  });
  expect(answer.status(), await answer.text()).toBe(200);
}

test("who did that? Somebody was put into a group; another administrator finds out who, and takes it along", async ({ as }) => {
  const camille = await here(as, "camille");
  await makeAdministrator(camille, "adama");
  const group = (await items(camille, "/api/accounts/groups")).find(({ name }) => name === "Bureau");
  const [paul] = await items(camille, "/api/accounts/managed-people?query=paul");
  const put = await camille.request.put(`${origin}/api/accounts/groups/${group?.id}/members/${paul?.id}`, {
    headers: sameOrigin,
    data: {},
  });
  expect(put.status(), await put.text()).toBe(204);

  const adama = await here(as, "adama");
  await adama.goto("/settings/journal");
  const lines = adama.locator("main section").getByRole("listitem");
  await adama.getByRole("combobox", { name: "Quoi" }).click();
  await adama.getByRole("option", { name: "Groupes", exact: true }).click();
  await adama.getByLabel("Contient").fill("bureau");
  await expect(adama).toHaveURL(/family=group/);
  await expect(adama).toHaveURL(/q=bureau/);
  const line = lines.filter({ hasText: "par Camille Roche" }).filter({ hasText: "Bureau" });
  await expect(line).toHaveCount(1);
  await expect(line).toContainText("concerne Paul");
  await expectAccessible(adama, "the journal, filtered");

  const download = adama.waitForEvent("download");
  await adama.getByRole("button", { name: "Exporter" }).click();
  await adama.getByRole("menuitem", { name: "Pour un tableur (CSV)" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^journal-.*\.csv$/);
  const table = await readFile(await file.path(), "utf8");
  expect(table).toContain('"group.member-added","Camille Roche"');

  await adama.getByRole("button", { name: "Tout afficher" }).click();
  await expect(lines.filter({ hasText: "Journal exporté" })).toHaveCount(1);
  await expect(lines.filter({ hasText: "Journal consulté" }).first()).toBeVisible();

  // Paul sees what was done to him, and not from where.
  const own = await here(as, "paul");
  await own.goto("/account/journal");
  const his = own.getByRole("listitem").filter({ hasText: "Bureau" });
  await expect(his).toContainText("par Camille Roche");
  await expect(his).not.toContainText("127.0.0.1");
  await expectAccessible(own, "one's own journal");
  await own.goto("/settings/journal");
  await expect(own).toHaveURL(/\/account\/journal/);
});

test("the same in English, on a phone", async ({ as }) => {
  const camille = await here(as, "camille", { viewport: { width: 390, height: 844 }, locale: "en-GB" });
  await speak(camille, "en");
  await camille.goto("/settings/journal");
  await expect(camille.getByRole("heading", { level: 2, name: "Journal" })).toBeVisible();
  await camille.getByText("Signed in").first().waitFor();
  await expectNoSidewaysScroll(camille);
  await expectAccessible(camille, "the journal on a phone");
});

test("a tool that is off is gone for everybody at once, and back as it was", async ({ as }) => {
  const camille = await here(as, "camille");
  const lucie = await here(as, "lucie");
  await lucie.goto("/");
  const rail = lucie.getByRole("navigation", { name: "Outils" });
  await expect(rail.getByRole("link", { name: "Fichiers" })).toBeVisible();
  await camille.goto("/settings/tools");
  const files = camille.getByRole("switch", { name: "Fichiers" });
  await expect(files).toBeChecked();
  await expectAccessible(camille, "the tools");
  await files.uncheck();
  await message(camille, "Fichiers : désactivé pour tout le monde.").waitFor();
  await expect(rail.getByRole("link", { name: "Fichiers" })).toBeHidden();
  await lucie.goto("/files");
  await expect(lucie.getByRole("heading", { name: "Votre organisation a désactivé cet outil" })).toBeVisible();
  await expectAccessible(lucie, "a tool that is off");
  expect((await lucie.request.get(`${origin}/api/files/drives`)).status()).toBe(403);
  await lucie.goto("/");
  await expect(lucie.getByText(/^(Bonjour|Bonsoir) Lucie$/)).toBeVisible();
  await camille.getByRole("button", { name: "Annuler" }).click();
  await expect(files).toBeChecked();
  await expect(rail.getByRole("link", { name: "Fichiers" })).toBeVisible();
  expect((await lucie.request.get(`${origin}/api/files/drives`)).status()).toBe(200);
});

test("the letters: why they do not leave, a test message, one more try", async ({ as }) => {
  const camille = await here(as, "camille");
  await camille.goto("/settings/mail");
  await expect(camille.getByText("Les messages ne quittent pas encore ce serveur")).toBeVisible();
  await camille.getByLabel("Envoyer un message d’essai à").fill("ailleurs@exemple.example");
  await camille.getByRole("button", { name: "Envoyer l’essai" }).click();
  await expect(camille.getByText("Gardé dans le dossier : il n’est pas parti.")).toBeVisible();
  const letter = camille.getByRole("listitem").filter({ hasText: "ailleurs@exemple.example" });
  await expect(letter).toHaveCount(1);
  await expect(letter).toContainText("Dans le dossier");
  await expectAccessible(camille, "the letters");
  await letter.getByRole("button", { name: "Relancer maintenant" }).click();
  await camille.getByRole("combobox", { name: "État" }).click();
  await camille.getByRole("option", { name: /^Envoyé/ }).click();
  await expect(camille.getByRole("heading", { name: "Aucun message ici" })).toBeVisible();
});

test("how long what is kept, and what everybody is told of it", async ({ as }) => {
  const camille = await here(as, "camille");
  await camille.goto("/settings/retention");
  const journal = camille.getByLabel("Le journal");
  await journal.fill("5");
  await expect(camille.getByText("Indiquez de 30 à 3650 jours.")).toBeVisible();
  await journal.fill("90");
  await camille.getByRole("button", { name: "Enregistrer" }).and(camille.locator(":enabled")).click();
  await message(camille, "Les réglages sont enregistrés.").waitFor();
  await expectAccessible(camille, "how long what is kept");

  await camille.goto("/settings");
  await camille.getByLabel("Personne ou équipe").fill("Adama, le matin");
  await camille.getByLabel("Adresse e-mail").fill("aide@les-communs.example");
  await camille.getByRole("button", { name: "Enregistrer", exact: true }).last().click();
  await message(camille, "Les réglages sont enregistrés.").waitFor();

  const lucie = await here(as, "lucie");
  await lucie.goto("/account/recorded");
  await expect(lucie.getByRole("heading", { level: 1, name: "Ce qui est enregistré sur moi" })).toBeVisible();
  const part = lucie.locator("section").filter({ has: lucie.getByRole("heading", { name: "Le journal", exact: true }) });
  await expect(part).toContainText("90 jours");
  await expect(lucie.getByText(/Adama, le matin répond à vos questions/)).toBeVisible();
  await expectAccessible(lucie, "what is recorded");
  await part.getByRole("link", { name: "Voir" }).click();
  await expect(lucie).toHaveURL(/\/account\/journal$/);
});
