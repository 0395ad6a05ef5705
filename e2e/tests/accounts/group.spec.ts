// The life of a group: born with its folder, in three browsers and over WebDAV at the same time; renamed, without its
// folder for a while, deleted and brought back. In a demonstration of its own.
import type { APIRequestContext, BrowserContextOptions, Locator, Page } from "@playwright/test";
import { expectAccessible } from "../../support/access.ts";
import { type Server, startServer } from "../../support/server.ts";
import { expect, message, type Stage, speak, test } from "../../support/story.ts";

test.describe.configure({ mode: "default", timeout: 150_000 });

let server: Server;
let origin: string;
test.beforeAll(async () => {
  test.setTimeout(150_000);
  server = await startServer("demo");
  origin = `http://localhost:${server.port}`;
});
test.afterAll(() => server?.stop());

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const here = (as: Stage["as"], handle: string, options: BrowserContextOptions = {}) =>
  as(handle, { baseURL: origin, ...options });

const people = (page: Page) => page.getByRole("list", { name: "Personnes du groupe" });
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

async function pick(field: Locator, typed: string, name: string): Promise<void> {
  const page = field.page();
  await field.click();
  await page.getByRole("listbox").waitFor();
  await field.fill(typed);
  await page.getByRole("option", { name }).waitFor();
  await field.press("Enter");
}

/** What a program of somebody's gets to see that asks for a folder. */
async function program(page: Page, dav: APIRequestContext, handle: string): Promise<(folder: string) => Promise<number>> {
  const made = await page.request.post(`${origin}/api/accounts/me/app-passwords`, {
    headers: { "Sec-Fetch-Site": "same-origin" },
    data: { label: "Ordinateur" },
  });
  const { password } = await made.json();
  const authorization = `Basic ${Buffer.from(`${handle}:${password}`).toString("base64")}`;
  return async (folder) => {
    const path = `/dav/files/${handle}/${encodeURIComponent(folder)}/`;
    const answer = await dav.fetch(origin + path, {
      method: "PROPFIND",
      headers: { authorization, depth: "0" },
    });
    return answer.status();
  };
}

test("a group is born, in three browsers and over WebDAV", async ({ as, playwright }) => {
  const [main, elise] = [await here(as, "camille"), await here(as, "elise")];
  const nicolas = await here(as, "nicolas", PHONE);
  const dav = await playwright.request.newContext();
  const asks = await program(nicolas, dav, "nicolas");
  await elise.goto("/files");
  await nicolas.goto("/files");
  await expect(elise.getByRole("link", { name: "Mes fichiers" }).first()).toBeVisible();

  await main.goto("/groups");
  await main.getByRole("button", { name: "Nouveau groupe" }).click();
  const dialog = main.getByRole("dialog", { name: "Nouveau groupe" });
  await dialog.getByLabel("Nom du groupe").fill("Fanfare");
  await expect(dialog.getByRole("checkbox", { name: "Dossier partagé" })).toBeChecked();
  await expectAccessible(main, "a group to be");
  await main.keyboard.press("Enter");
  await expect(heading(main, "Fanfare")).toBeAttached();
  const add = main.getByRole("combobox", { name: "Ajouter quelqu’un" });
  await pick(add, "élise", "Élise Aubert");
  await pick(add, "nicolas", "Nicolas Garnier");
  await expect(people(main).getByRole("listitem")).toHaveCount(2);
  await expect(elise.getByRole("link", { name: "Fanfare" })).toBeVisible();
  await expect(nicolas.getByRole("link", { name: "Fanfare" })).toBeVisible();
  expect(await asks("Fanfare")).toBe(207);

  // A second manager's page follows what the first does.
  await main.getByRole("button", { name: "Actions pour Élise Aubert" }).click();
  await main.getByRole("menuitem", { name: "Nommer responsable" }).click();
  await message(main, "Élise Aubert est maintenant responsable du groupe.").waitFor();
  await elise.goto("/groups");
  await elise.getByRole("link", { name: /Fanfare/ }).click();
  await expect(people(elise).getByRole("listitem")).toHaveCount(2);
  await expectAccessible(elise, "a group, for the one who manages it");
  await main.getByRole("button", { name: "Modifier" }).click();
  await main.getByLabel("Nom du groupe").fill("Harmonie");
  await main.keyboard.press("Enter");
  await expect(heading(elise, "Harmonie")).toBeAttached();
  await expect(nicolas.getByRole("link", { name: "Harmonie" })).toBeVisible();
  expect([await asks("Fanfare"), await asks("Harmonie")]).toEqual([404, 207]);

  // The folder is taken from it, and given back.
  await elise.getByRole("switch", { name: "Le groupe l’a" }).click();
  await expect(nicolas.getByRole("link", { name: "Harmonie" })).toHaveCount(0);
  expect(await asks("Harmonie")).toBe(404);
  await elise.getByRole("region", { name: "Messages" }).getByRole("button", { name: "Annuler" }).last().click();
  await expect(nicolas.getByRole("link", { name: "Harmonie" })).toBeVisible();
  expect(await asks("Harmonie")).toBe(207);

  // One is removed: gone from the phone and from the programs at once, and from the page of the other manager.
  await elise.getByRole("button", { name: "Actions pour Nicolas Garnier" }).click();
  await elise.getByRole("menuitem", { name: "Retirer du groupe" }).click();
  await expect(nicolas.getByRole("link", { name: "Harmonie" })).toHaveCount(0);
  await expect(people(main).getByRole("listitem")).toHaveCount(1);
  expect(await asks("Harmonie")).toBe(404);
  await dav.dispose();
});

test("a group is deleted, and brought back with its people and its folder", async ({ as }) => {
  const [main, lucie] = [await here(as, "camille"), await here(as, "lucie")];
  await lucie.goto("/files");
  await expect(lucie.getByRole("link", { name: "Jardin" }).first()).toBeVisible();
  await main.goto("/groups");
  await main.getByRole("link", { name: /^Jardin/ }).click();
  await main.getByRole("button", { name: "Supprimer le groupe…" }).click();
  await expectAccessible(main, "a group about to be deleted");
  await main.getByRole("dialog").getByRole("button", { name: "Supprimer le groupe" }).click();
  await message(main, "Le groupe Jardin est supprimé.").waitFor();
  const deleted = main.getByRole("list", { name: "Groupes supprimés" });
  await expect(deleted.getByRole("listitem").filter({ hasText: "Jardin" })).toContainText("Supprimé par Camille Roche");
  await expect(lucie.getByRole("link", { name: "Jardin" })).toHaveCount(0);
  await expectAccessible(main, "a deleted group");
  await deleted.getByRole("button", { name: "Rétablir Jardin" }).click();
  await message(main, "Le groupe Jardin est rétabli, avec ses personnes et ses fichiers.").waitFor();
  await expect(lucie.getByRole("link", { name: "Jardin" }).first()).toBeVisible();
  await expect(deleted).toHaveCount(0);
});

test("one asks to come in, and is let in, in English too", async ({ as }) => {
  const [main, paul] = [await here(as, "camille"), await here(as, "paul")];
  await speak(paul, "en");
  await paul.goto("/groups");
  await paul.getByRole("link", { name: /^Communication/ }).click();
  await paul.getByRole("button", { name: "Ask to come in" }).click();
  await message(paul, /The managers of Communication are asked/).waitFor();
  await expect(paul.getByText("You asked to come in", { exact: true })).toBeVisible();
  await expectAccessible(paul, "a request that waits");
  await main.goto("/groups");
  await expect(main.getByRole("link", { name: /Communication.*1 demande/ })).toBeVisible();
  await main.getByRole("link", { name: /^Communication/ }).click();
  await expectAccessible(main, "a request to answer");
  await main.getByRole("button", { name: "Accepter Paul" }).click();
  await expect(paul.getByText("You are in it", { exact: true })).toBeVisible();
  await expect(main.getByRole("list", { name: "Demandes pour rejoindre le groupe" })).toHaveCount(0);
});
