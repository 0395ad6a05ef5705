// Files come in: whole folders, by picking and by dropping, through a bad connection, over what is there already.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { withFolder, write, writeHollow } from "../../support/content.ts";
import { entry, expectEmpty, expectNames, namesIn, openFolder, putFile } from "../../support/files.ts";
import { expect, test } from "../../support/story.ts";

const tray = (page: Page) => page.getByRole("region", { name: "Travaux en arrière-plan" });

/** Picks in the dialog of the system what the button asks for. */
async function pick(page: Page, what: "Envoyer un dossier" | "Envoyer des fichiers", paths: string | string[]) {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Ajouter", exact: true }).click();
  await page.getByRole("menuitem", { name: what }).click();
  await (await chooser).setFiles(paths);
}

/** Drags files from outside the browser, as its window would hear of it. */
async function dropOn(target: Locator, files: string[]) {
  const box = await target.boundingBox();
  if (!box) throw new Error("nothing there to drop on");
  const devtools = await target.page().context().newCDPSession(target.page());
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const copy = 1;
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await devtools.send("Input.dispatchDragEvent", {
      type,
      ...at,
      data: { items: [], files, dragOperationsMask: copy },
    });
  }
  await devtools.detach();
}

test("a folder of 300 files", async ({ as, folder }) => {
  test.slow();
  const months = ["01 janvier", "02 février", "03 mars", "04 avril"];
  const papers = months.flatMap((month) =>
    Array.from({ length: 75 }, (_, index) => `${month}/${index < 40 ? "Reçus" : "Notes"}/page ${index + 1}.txt`),
  );
  const page = await as("camille");
  await openFolder(page, folder.id);
  await expectEmpty(page);

  await withFolder(async (disk) => {
    await write(join(disk, "Archives 2026"), papers);
    await pick(page, "Envoyer un dossier", join(disk, "Archives 2026"));
    await expect(tray(page).getByText("Envoi de 300 éléments")).toBeVisible();
    await expect(tray(page).getByRole("progressbar").first()).toBeVisible();
    // One can go on meanwhile.
    await page.getByRole("link", { name: "Accueil" }).first().click();
    await expect(page.getByText("Modifiés par d’autres")).toBeVisible();
    await expect(tray(page).getByText("300 éléments envoyés")).toBeVisible({ timeout: 120_000 });
  });

  await openFolder(page, folder.id);
  await expectNames(page, ["Archives 2026"]);
  await entry(page, "Archives 2026").dblclick();
  await expectNames(page, months);
  await entry(page, "03 mars").dblclick();
  await expectNames(page, ["Notes", "Reçus"]);
  await entry(page, "Reçus").dblclick();
  await expect(page.getByText("40 éléments", { exact: true })).toBeVisible();
  expect((await namesIn(page.request, new URL(page.url()).pathname.split("/").at(-1) ?? "")).sort()).toEqual(
    Array.from({ length: 40 }, (_, index) => `page ${index + 1}.txt`).sort(),
  );
});

test("files and a folder dropped onto the page, and onto a folder in it", async ({ as, folder }) => {
  const page = await as("camille");
  await openFolder(page, folder.id);
  await expectEmpty(page);
  await withFolder(async (disk) => {
    await write(disk, ["lettre.txt", "Courrier/Reçu/timbre.txt", "réponse.txt"]);
    await mkdir(join(disk, "Courrier/Envoyé"));

    await dropOn(page.getByText("Ce dossier est vide"), [join(disk, "lettre.txt"), join(disk, "Courrier")]);
    await expectNames(page, ["Courrier", "lettre.txt"]);
    await expect(tray(page).getByText("3 éléments envoyés")).toBeVisible();
    await dropOn(entry(page, "Courrier"), [join(disk, "réponse.txt")]);
    await expect(tray(page).getByText("1 élément envoyé")).toBeVisible();
  });
  await entry(page, "Courrier").dblclick();
  await expectNames(page, ["Envoyé", "Reçu", "réponse.txt"]);
  await entry(page, "Reçu").dblclick();
  await expectNames(page, ["timbre.txt"]);
});

test("an upload goes on where the connection broke", async ({ as, folder }) => {
  const page = await as("camille");
  await openFolder(page, folder.id);
  const size = 20 * 1024 * 1024;

  // The second piece is lost on the way, and so is all that follows until the connection is back.
  const offsets: number[] = [];
  let broken = false;
  await page.route("**/api/files/uploads/*", async (route) => {
    const request = route.request();
    if (request.method() !== "PATCH") return broken ? route.abort("connectionreset") : route.continue();
    offsets.push(Number(request.headers()["upload-offset"]));
    if (offsets.length === 2) broken = true;
    return broken ? route.abort("connectionreset") : route.continue();
  });
  await withFolder(async (disk) => {
    await writeHollow(join(disk, "film.bin"), size);
    await pick(page, "Envoyer des fichiers", join(disk, "film.bin"));
    await expect(tray(page).getByText("En attente de la connexion…")).toBeVisible();
    broken = false;
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await expect(tray(page).getByText("1 élément envoyé")).toBeVisible({ timeout: 60_000 });
  });
  // What had arrived was not sent again.
  expect(offsets.filter((offset) => offset === 0)).toHaveLength(1);
  await expectNames(page, ["film.bin"]);
  await expect(entry(page, "film.bin").getByRole("gridcell", { name: "21 Mo" })).toBeVisible();
});

test("an upload can be cancelled, and leaves nothing behind", async ({ as, folder }) => {
  const page = await as("camille");
  await openFolder(page, folder.id);
  await page.route("**/api/files/uploads/*", (route) =>
    // It does not arrive as long as this page is open.
    route.request().method() === "PATCH" ? undefined : route.continue(),
  );
  await withFolder(async (disk) => {
    await write(disk, ["brouillon.txt"]);
    await pick(page, "Envoyer des fichiers", join(disk, "brouillon.txt"));
    const discarded = page.waitForResponse((answer) => answer.request().method() === "DELETE");
    await tray(page).getByRole("button", { name: "Annuler" }).click();
    expect((await discarded).status()).toBe(204);
  });
  await expect(tray(page).getByText("Envoi annulé")).toBeVisible();
  await expectEmpty(page);
});

test("what does not fit is refused at once, with what to do", async ({ as, folder }) => {
  const page = await as("camille");
  await openFolder(page, folder.id);
  await withFolder(async (disk) => {
    await writeHollow(join(disk, "trop grand.bin"), 3 * 1024 ** 3);
    await write(disk, ["petit.txt"]);
    await pick(page, "Envoyer des fichiers", [join(disk, "trop grand.bin"), join(disk, "petit.txt")]);
    await expect(tray(page).getByText("1 élément n’a pas pu être envoyé")).toBeVisible();
    await tray(page).getByRole("button", { name: "Afficher le détail" }).click();
    await expect(
      tray(page).getByText("Il n’y a plus assez de place ici. Libérez de l’espace, puis réessayez."),
    ).toBeVisible();
  });
  await expectNames(page, ["petit.txt"]);
});

test("a name that is taken: keep both, replace or skip", async ({ as, folder }) => {
  const page = await as("camille");
  for (const name of ["a.txt", "b.txt", "c.txt"]) await putFile(page.request, folder.id, name, "ce qui y était");
  await openFolder(page, folder.id);
  await expectNames(page, ["a.txt", "b.txt", "c.txt"]);

  await withFolder(async (disk) => {
    await write(disk, ["a.txt", "b.txt", "c.txt"]);
    const again = (name: string) => pick(page, "Envoyer des fichiers", join(disk, name));
    const answer = async (name: string, choice: RegExp) => {
      const question = page.getByRole("dialog", { name: `« ${name} » existe déjà` });
      await question.getByRole("radio", { name: choice }).check();
      await question.getByRole("button", { name: "Continuer" }).click();
      await expect(question).toBeHidden();
    };
    await again("a.txt");
    await answer("a.txt", /Garder les deux/);
    await expectNames(page, ["a (2).txt", "a.txt", "b.txt", "c.txt"]);
    await again("b.txt");
    await answer("b.txt", /Remplacer/);
    await expect(tray(page).getByText("1 élément envoyé")).toBeVisible();
    await again("c.txt");
    await answer("c.txt", /Passer/);
  });
  await entry(page, "b.txt").dblclick();
  await expect(page.getByRole("dialog").getByText("Voici b.txt.")).toBeVisible();
  await page.keyboard.press("Escape");
  await entry(page, "c.txt").dblclick();
  await expect(page.getByRole("dialog").getByText("ce qui y était")).toBeVisible();
});
