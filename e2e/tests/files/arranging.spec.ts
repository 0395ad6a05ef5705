// Putting files in order: renaming, moving, copying, deleting, and taking each of them back.
import { entry, expectEmpty, expectNames, list, makeFolder, openFolder, putFiles } from "../../support/files.ts";
import { expect, message, test } from "../../support/story.ts";

test("F2 renames, and it can be undone", async ({ as, folder }) => {
  const page = await as("camille");
  await putFiles(page.request, folder.id, ["brouillon.md", "plan.md"]);
  await openFolder(page, folder.id);

  await entry(page, "brouillon.md").click();
  await page.keyboard.press("F2");
  const name = page.getByLabel("Nouveau nom");
  await expect(name).toHaveValue("brouillon.md");
  // The ending stays: typing replaces what stands before it.
  await page.keyboard.type("Lettre à la mairie");
  await page.keyboard.press("Enter");
  await expectNames(page, ["Lettre à la mairie.md", "plan.md"]);

  await message(page, "« brouillon.md » s’appelle maintenant « Lettre à la mairie.md ».").waitFor();
  await page.keyboard.press("Control+z");
  await expectNames(page, ["brouillon.md", "plan.md"]);
});

test("a name that is taken is said where it was typed, and nothing is lost", async ({ as, folder }) => {
  const page = await as("camille");
  await putFiles(page.request, folder.id, ["un.txt", "deux.txt"]);
  await openFolder(page, folder.id);
  await entry(page, "un.txt").click();
  await page.keyboard.press("F2");
  await page.getByLabel("Nouveau nom").fill("deux.txt");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "Ce nom est déjà pris ici." })).toBeVisible();
  await expect(page.getByLabel("Nouveau nom")).toHaveValue("deux.txt");
  await page.getByLabel("Nouveau nom").fill("trois.txt");
  await page.keyboard.press("Enter");
  await expectNames(page, ["deux.txt", "trois.txt"]);
});

test("deleting, and undoing it from the message", async ({ as, folder }) => {
  const page = await as("camille");
  await putFiles(page.request, folder.id, ["à garder.txt", "à jeter.txt"]);
  await openFolder(page, folder.id);
  await entry(page, "à jeter.txt").click();
  await page.keyboard.press("Delete");
  await expectNames(page, ["à garder.txt"]);
  await message(page, "Mis à la corbeille : « à jeter.txt ».").waitFor();
  await page.getByRole("region", { name: "Messages" }).getByRole("button", { name: "Annuler" }).click();
  await expectNames(page, ["à garder.txt", "à jeter.txt"]);
});

test("out of the trash again, or gone for good", async ({ as, folder }) => {
  const page = await as("camille");
  const [kept, gone] = [`Rapport ${folder.id.slice(-6)}.txt`, `Doublon ${folder.id.slice(-6)}.txt`];
  await putFiles(page.request, folder.id, [gone, kept]);
  await openFolder(page, folder.id);
  await list(page).getByRole("checkbox", { name: "Tout sélectionner" }).check();
  await page.getByRole("toolbar").getByRole("button", { name: "Mettre à la corbeille" }).click();
  await expectEmpty(page);

  await page.getByRole("link", { name: "Corbeille" }).click();
  await expect(entry(page, kept)).toContainText(`Mes fichiers / ${folder.name}`);
  await entry(page, kept).click();
  await page.getByRole("button", { name: "Restaurer" }).click();
  await expect(entry(page, kept)).toHaveCount(0);

  await entry(page, gone).click();
  await page.keyboard.press("Delete");
  const question = page.getByRole("dialog", { name: `Supprimer définitivement « ${gone} » ?` });
  const confirm = question.getByRole("button", { name: "Supprimer définitivement" });
  await expect(confirm).toBeDisabled();
  await question.getByRole("textbox").fill(gone);
  await confirm.click();
  await expect(entry(page, gone)).toHaveCount(0);

  await openFolder(page, folder.id);
  await expectNames(page, [kept]);
});

test("several are marked with Shift and with Ctrl, and moved by dragging", async ({ as, folder }) => {
  const page = await as("camille");
  const year = await makeFolder(page.request, folder.id, "2026");
  await putFiles(page.request, folder.id, ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"]);
  await openFolder(page, folder.id);

  await entry(page, "a.txt").click();
  await entry(page, "c.txt").click({ modifiers: ["Shift"] });
  await entry(page, "e.txt").click({ modifiers: ["Control"] });
  await entry(page, "b.txt").click({ modifiers: ["Control"] });
  await expect(page.getByText("3 éléments sélectionnés").first()).toBeVisible();

  await entry(page, "c.txt").dragTo(entry(page, "2026"));
  await expectNames(page, ["2026", "b.txt", "d.txt"]);
  await message(page, "Déplacement terminé vers « 2026 » : 3 éléments.").waitFor();
  await openFolder(page, year.id);
  await expectNames(page, ["a.txt", "c.txt", "e.txt"]);

  // Back up along the path, by dragging onto it.
  await entry(page, "a.txt").dragTo(
    page.getByRole("navigation", { name: "Où vous êtes" }).getByRole("link", { name: folder.name }),
  );
  await expectNames(page, ["c.txt", "e.txt"]);
  await page.keyboard.press("Control+z");
  await expectNames(page, ["a.txt", "c.txt", "e.txt"]);
});

test("cutting and pasting moves, copying and pasting copies", async ({ as, folder }) => {
  const page = await as("camille");
  await makeFolder(page.request, folder.id, "Classé");
  await putFiles(page.request, folder.id, ["facture.txt", "modèle.txt"]);
  await openFolder(page, folder.id);

  await entry(page, "facture.txt").click();
  await page.keyboard.press("Control+x");
  await entry(page, "Classé").dblclick();
  await expectEmpty(page);
  await page.keyboard.press("Control+v");
  await expectNames(page, ["facture.txt"]);

  await page.goBack();
  await expectNames(page, ["Classé", "modèle.txt"]);
  await entry(page, "modèle.txt").click();
  await page.keyboard.press("Control+c");
  await page.keyboard.press("Control+v");
  await expectNames(page, ["Classé", "modèle (2).txt", "modèle.txt"]);
  await entry(page, "Classé").dblclick();
  await page.keyboard.press("Control+v");
  await expectNames(page, ["facture.txt", "modèle.txt"]);
});

test("“Move to…” finds any folder, and makes one on the way", async ({ as, folder }) => {
  const page = await as("camille");
  await putFiles(page.request, folder.id, ["convention.txt"]);
  await openFolder(page, folder.id);
  await entry(page, "convention.txt").click();
  await page.getByRole("toolbar").getByRole("button", { name: "Déplacer vers…" }).click();
  const where = page.getByRole("dialog", { name: "Déplacer « convention.txt » vers…" });
  await expect(where.getByText("C’est déjà dans ce dossier.")).toBeVisible();
  await where.getByRole("button", { name: "Nouveau dossier" }).click();
  await page.getByLabel("Nom du dossier").fill("Signés");
  await page.getByLabel("Nom du dossier").press("Enter");
  await where.getByRole("button", { name: "Déplacer ici" }).click();
  await expectNames(page, ["Signés"]);
  await entry(page, "Signés").dblclick();
  await expectNames(page, ["convention.txt"]);
});

test("the menu of an entry, by right click and by the keyboard", async ({ as, folder }) => {
  const page = await as("camille");
  await putFiles(page.request, folder.id, ["affiche.txt"]);
  await openFolder(page, folder.id);

  await entry(page, "affiche.txt").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Dupliquer" }).click();
  await expectNames(page, ["affiche (2).txt", "affiche.txt"]);

  await entry(page, "affiche.txt").focus();
  await page.keyboard.press("Shift+F10");
  const menu = page.getByRole("menu");
  await expect(menu.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("End");
  await expect(menu.getByRole("menuitem", { name: "Mettre à la corbeille" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(menu).toBeHidden();
  await expect(entry(page, "affiche.txt")).toBeFocused();

  await page.keyboard.press("ContextMenu");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expectNames(page, ["affiche (2).txt"]);
});
