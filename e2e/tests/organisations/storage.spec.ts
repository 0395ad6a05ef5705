// How much may be kept: by each person, by one of them, by a group. In a demonstration of its own, for limits hold for
// everybody.
import type { BrowserContextOptions, Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../../support/access.ts";
import { withFolder, writeHollow } from "../../support/content.ts";
import { namesIn, personalDrive, putFile } from "../../support/files.ts";
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

const here = (as: Stage["as"], handle: string, options: BrowserContextOptions = {}) =>
  as(handle, { baseURL: origin, ...options });

/** A file is sent, and refused for want of room. */
async function isRefused(page: Page, name: string, size: number): Promise<void> {
  await withFolder(async (disk) => {
    await writeHollow(`${disk}/${name}`, size);
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Ajouter", exact: true }).click();
    await page.getByRole("menuitem", { name: "Envoyer des fichiers" }).click();
    await (await chooser).setFiles(`${disk}/${name}`);
    await expect(page.getByText("1 élément n’a pas pu être envoyé")).toBeVisible();
    await page.getByRole("button", { name: "Afficher le détail" }).click();
    await expect(page.getByText("Il n’y a plus assez de place ici.")).toBeVisible();
  });
}

test("a limit for everybody, then one for somebody below what they have: nothing is lost, nothing is added", async ({ as }) => {
  const [camille, lucie] = [await here(as, "camille"), await here(as, "lucie")];
  await putFile(lucie.request, (await personalDrive(lucie.request)).root_id, "Récit.txt", "r".repeat(4_000));
  await lucie.goto("/");
  await expect(lucie.getByRole("meter", { name: "Espace utilisé dans Mes fichiers" })).toHaveCount(0);

  await camille.goto("/settings/storage");
  await expect(camille.getByText(/fixée par qui s’occupe de ce serveur/)).toBeVisible();
  const largest = camille.locator("section").filter({ has: camille.getByRole("heading", { name: "Ce qui prend le plus de place" }) });
  await expect(largest.getByRole("listitem").filter({ hasText: "Espace de groupe" }).first()).toBeVisible();
  await camille.getByRole("combobox", { name: "Limite" }).click();
  await camille.getByRole("option", { name: "La nôtre" }).click();
  await camille.getByLabel("Gigaoctets").fill("beaucoup");
  await expect(camille.getByText("Indiquez un nombre de gigaoctets : 5, ou 0,5.")).toBeVisible();
  await camille.getByLabel("Gigaoctets").fill("1,5");
  await camille.getByRole("button", { name: "Enregistrer" }).click();
  await message(camille, "Les réglages sont enregistrés.").waitFor();
  await expectAccessible(camille, "storage");
  await expect(lucie.getByRole("meter", { name: "Espace utilisé dans Mes fichiers" })).toBeVisible();
  await expect(lucie.getByText(/1,5\s?Go/).first()).toBeVisible();

  // One of her own, below what she has.
  const people = await (await camille.request.get(`${origin}/api/accounts/managed-people?query=lucie`)).json();
  await camille.goto(`/people?person=${people.items[0].id}`);
  await camille.getByRole("button", { name: /^Changer la limite : Lucie/ }).click();
  const dialog = camille.getByRole("dialog", { name: /^Stockage : Lucie/ });
  await dialog.getByRole("combobox", { name: "Limite" }).click();
  await camille.getByRole("option", { name: "Une autre" }).click();
  await dialog.getByLabel("Gigaoctets").fill("0,000001");
  await expect(dialog.getByText("C’est moins que ce qui est utilisé")).toBeVisible();
  await expectAccessible(camille, "a limit for somebody");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await message(camille, "La limite est enregistrée.").waitFor();

  await lucie.goto("/files");
  await isRefused(lucie, "film.bin", 5_000);
  const names = await namesIn(lucie.request, (await personalDrive(lucie.request)).root_id);
  expect(names).toContain("Récit.txt");
  expect(names).not.toContain("film.bin");
  await lucie.goto("/notifications");
  await expect(lucie.getByText("Vos fichiers ont atteint leur limite")).toBeVisible();

  await camille.goto("/settings/journal");
  await expect(camille.getByText("Limite de stockage modifiée").first()).toBeVisible();
  await lucie.goto("/settings/storage");
  await expect(lucie.getByText(/^(Bonjour|Bonsoir) Lucie$/)).toBeVisible();
});

test("the space of a group, in English, on a phone", async ({ as }) => {
  const camille = await here(as, "camille", { viewport: { width: 390, height: 844 }, locale: "en-GB" });
  await speak(camille, "en");
  const groups = await (await camille.request.get(`${origin}/api/accounts/groups?query=bureau`)).json();
  await camille.goto(`/groups/${groups.items[0].id}`);
  await camille.getByRole("button", { name: "Change the limit: Bureau" }).click();
  const dialog = camille.getByRole("dialog", { name: "Storage of Bureau" });
  await dialog.getByRole("combobox", { name: "Limit" }).click();
  await camille.getByRole("option", { name: "Another one" }).click();
  await dialog.getByLabel("Gigabytes").fill("20");
  await dialog.getByRole("button", { name: "Save" }).click();
  await message(camille, "The limit is saved.").waitFor();
  await expect(camille.getByText(/of 20 GB used/)).toBeVisible();
  await expectAccessible(camille, "the page of a group with what its folder takes");
  await camille.goto("/settings/storage");
  await expect(camille.getByText("own limit").first()).toBeVisible();
  await expectNoSidewaysScroll(camille);
  await expectAccessible(camille, "storage on a phone");
});
