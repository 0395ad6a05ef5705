// Files, walked through without a pointer.
import { entry, expectNames, list, makeFolder, openFolder, putFiles } from "../../support/files.ts";
import { expect, test } from "../../support/story.ts";

test("from the door to a file in a folder, and back, with the keyboard alone", async ({ stranger }) => {
  const page = await stranger();
  await page.goto("/");
  await expect(page.getByLabel("Nom de connexion ou adresse e-mail")).toBeFocused();
  await page.keyboard.type("camille");
  await page.keyboard.press("Tab");
  await page.keyboard.type("bienvenue-chez-nous");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^(Bonjour|Bonsoir) Camille$/)).toBeVisible();

  // The palette leads anywhere.
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Rechercher et ouvrir" })).toBeFocused();
  await page.keyboard.type("fichiers");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Mes fichiers" })).toBeAttached();

  await expect(entry(page, "À lire")).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(entry(page, "À lire")).toBeFocused();
  await page.keyboard.type("no");
  await expect(entry(page, "Notes")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(entry(page, "Appel avec la mairie.md")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: /Appel avec la mairie/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(entry(page, "Appel avec la mairie.md")).toBeFocused();
  await page.goBack();
  await expect(entry(page, "Notes")).toBeVisible();
});

test("making, marking, moving and deleting", async ({ as, folder }) => {
  const page = await as("camille");
  await makeFolder(page.request, folder.id, "Archives");
  await putFiles(page.request, folder.id, ["a.txt", "b.txt", "c.txt", "d.txt"]);
  await openFolder(page, folder.id);
  await expectNames(page, ["Archives", "a.txt", "b.txt", "c.txt", "d.txt"]);

  await page.keyboard.press("ArrowDown");
  await expect(entry(page, "Archives")).toBeFocused();
  await page.keyboard.press("End");
  await expect(entry(page, "d.txt")).toBeFocused();
  await page.keyboard.press("Shift+ArrowUp");
  await expect(page.getByText("2 éléments sélectionnés").first()).toBeVisible();
  await page.keyboard.press("Control+x");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Archives" })).toBeAttached();
  await page.keyboard.press("Control+v");
  await expectNames(page, ["c.txt", "d.txt"]);

  await page.goBack();
  await expectNames(page, ["Archives", "a.txt", "b.txt"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Control+a");
  await expect(page.getByText("3 éléments sélectionnés").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("3 éléments sélectionnés")).toHaveCount(0);
});

test("the focus is never lost where it was", async ({ as, folder }) => {
  const page = await as("camille");
  await putFiles(page.request, folder.id, ["a.txt", "b.txt", "c.txt"]);
  await openFolder(page, folder.id);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(entry(page, "b.txt")).toBeFocused();
  await page.keyboard.press("F2");
  await page.keyboard.press("Escape");
  await expect(entry(page, "b.txt")).toBeFocused();
  await page.keyboard.press("Delete");
  await expectNames(page, ["a.txt", "c.txt"]);
  await expect(entry(page, "c.txt")).toBeFocused();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Aide" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(entry(page, "c.txt")).toBeFocused();
});

test("every control of the page can be reached with Tab, and shows that it is", async ({ as, folder }) => {
  const page = await as("camille");
  await putFiles(page.request, folder.id, ["a.txt"]);
  await openFolder(page, folder.id);
  await expectNames(page, ["a.txt"]);
  const seen: string[] = [];
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Aller au contenu" })).toBeFocused();
  for (let step = 0; step < 60; step++) {
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return null;
      const outlined = (one: Element | null): boolean =>
        one !== null &&
        ((getComputedStyle(one).outlineStyle !== "none" && getComputedStyle(one).outlineWidth !== "0px") ||
          getComputedStyle(one).boxShadow !== "none");
      return { name: element.ariaLabel || element.textContent?.trim() || element.tagName, shown: outlined(element) };
    });
    if (focus === null) break;
    expect.soft(focus.shown, `the focus shows on “${focus.name}”`).toBe(true);
    seen.push(focus.name);
    await page.keyboard.press("Tab");
  }
  for (const name of ["Accueil", "Mes fichiers", "Bureau", "Récents", "Corbeille", "Ajouter", "a.txt"]) {
    expect(seen, name).toContain(name);
  }
  await expect(list(page)).toBeVisible();
});
