// Every page and state, in both themes, as axe sees it: nothing to say about any.
import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../../support/access.ts";
import { picture } from "../../support/content.ts";
import { entry, expectNames, list, openFolder, putFile, putFiles } from "../../support/files.ts";
import { expect, message, signIn, speak, test } from "../../support/story.ts";

// Each story looks at many views, twice: axe takes some seconds for each on a machine that has other things to do.
test.describe.configure({ timeout: 150_000 });

test("the door, in all its moods", async ({ stranger }) => {
  const page = await stranger();
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Bienvenue" })).toBeVisible();
  await expectAccessible(page, "the door");
  await page.getByRole("button", { name: "Se connecter" }).click();
  await page.getByText("Saisissez votre mot de passe.").waitFor();
  await expectAccessible(page, "nothing typed");
  await signIn(page, "personne-ici", "au-hasard-encore");
  await page.getByText("Ce nom et ce mot de passe ne vont pas ensemble.").waitFor();
  await expectAccessible(page, "refused");
});

test("home, the menus of the bar, the palette and the keys", async ({ as }) => {
  const page = await as("camille");
  await page.goto("/");
  await page.getByText("Modifiés par d’autres").waitFor();
  await expectAccessible(page, "home");
  await page.getByRole("button", { name: /Camille Roche/ }).click();
  await page.getByRole("menuitem", { name: "Mon compte" }).waitFor();
  await expectAccessible(page, "the person's menu");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Nouveau" }).click();
  await page.getByRole("menuitem", { name: "Nouveau dossier" }).waitFor();
  await expectAccessible(page, "the menu of what is new");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  const typed = page.getByRole("combobox", { name: "Rechercher et ouvrir" });
  await typed.fill("statuts");
  await page.getByRole("option", { name: /Statuts de la coopérative/ }).waitFor();
  await expectAccessible(page, "the palette");
  await typed.fill("rien de tel");
  await page.getByText(/^Rien de ce que vous pouvez voir/).waitFor();
  await expectAccessible(page, "the palette without an answer");
  await page.keyboard.press("Escape");
  await typed.waitFor({ state: "hidden" });
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Aide" }).getByRole("heading", { name: "Accueil" }).waitFor();
  await expectAccessible(page, "the help, with the keys");
});

test("results of a search, a card, what others see of one", async ({ as }) => {
  const page = await as("camille");
  await page.goto("/search?q=jardin");
  await page.getByRole("heading", { level: 2, name: "Groupes" }).waitFor();
  await expectAccessible(page, "results");
  await page.goto("/search?q=rien+de+tel");
  await page.getByText(/^Rien de ce que vous pouvez voir/).waitFor();
  await expectAccessible(page, "results without any");
  await page.goto("/people");
  await page.getByRole("link", { name: /Lucie Fabre/ }).waitFor();
  await expectAccessible(page, "the directory");
  await page.goto("/search?q=lucie");
  await page.getByRole("main").getByRole("link", { name: /Lucie Fabre/ }).click();
  await page.getByRole("link", { name: "Envoyer un message" }).waitFor();
  await expectAccessible(page, "a card");
  await page.goto("/account#card");
  await page.getByText("Vue par les autres").waitFor();
  await expectAccessible(page, "what others see");
});

test("files: list, tiles, selection, menu, renaming, dialogs, details, preview", async ({ as, folder }) => {
  test.slow();
  const page = await as("camille");
  await openFolder(page, folder.id);
  await page.getByText("Ce dossier est vide").waitFor();
  await expectAccessible(page, "an empty folder");
  await putFile(page.request, folder.id, "Photos/soir.png", picture([120, 80, 140]));
  await putFile(page.request, folder.id, "aube.png", picture([250, 200, 150]));
  await putFiles(page.request, folder.id, ["note.md", "plan.txt"]);
  await expectNames(page, ["Photos", "aube.png", "note.md", "plan.txt"]);
  await expectAccessible(page, "a list");

  await entry(page, "note.md").click();
  await entry(page, "plan.txt").click({ modifiers: ["Control"] });
  await expectAccessible(page, "a selection");
  await entry(page, "note.md").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Déplacer vers…" }).waitFor();
  await expectAccessible(page, "the menu of what is selected");
  await page.getByRole("menuitem", { name: "Déplacer vers…" }).click();
  await page.getByRole("dialog").getByRole("treeitem").first().waitFor();
  await expectAccessible(page, "where to");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });

  await entry(page, "plan.txt").click();
  await page.keyboard.press("F2");
  await page.getByLabel("Nouveau nom").fill("note.md");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await expectAccessible(page, "a name that is taken");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Alt+Enter");
  await page.getByRole("complementary", { name: "Détails" }).getByText("par vous").waitFor();
  await expectAccessible(page, "details");
  await page.keyboard.press("Alt+Enter");

  await page.getByRole("button", { name: "Ajouter", exact: true }).click();
  await page.getByRole("menuitem", { name: "Nouveau dossier" }).click();
  await page.getByLabel("Nom du dossier").fill("a/b");
  await page.keyboard.press("Enter");
  await page.getByText("Un nom ne peut pas contenir « / ».").waitFor();
  await expectAccessible(page, "a new folder with a bad name");
  await page.keyboard.press("Escape");

  await entry(page, "plan.txt").click();
  await page.keyboard.press("Delete");
  await message(page, "Mis à la corbeille : « plan.txt ».").waitFor();
  await expectAccessible(page, "a message");

  await entry(page, "aube.png").dblclick();
  await page.getByRole("dialog").getByRole("img", { name: "aube.png" }).waitFor();
  await expectAccessible(page, "a picture");
  await page.keyboard.press("ArrowRight");
  await page.getByRole("dialog").getByText("note.md").last().waitFor();
  await expectAccessible(page, "a text");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });

  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Afficher en vignettes" }).click();
  await list(page).getByRole("gridcell", { name: "aube.png", exact: true }).click();
  await expectAccessible(page, "tiles");
});

test("uploads in the tray, and a name that is taken", async ({ as, folder }) => {
  const page = await as("camille");
  await putFiles(page.request, folder.id, ["a.txt"]);
  await openFolder(page, folder.id);
  const pick = async (files: string[]) => {
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Ajouter", exact: true }).click();
    await page.getByRole("menuitem", { name: "Envoyer des fichiers" }).click();
    const texts = files.map((name) => ({ name, mimeType: "text/plain", buffer: Buffer.from(`Voici ${name}`) }));
    await (await chooser).setFiles(texts);
  };
  const tray = page.getByRole("region", { name: "Travaux en arrière-plan" });
  await pick(["a.txt"]);
  await page.getByRole("dialog", { name: "« a.txt » existe déjà" }).waitFor();
  await expectAccessible(page, "a name that is taken");
  await page.getByRole("button", { name: "Continuer" }).click();
  await tray.getByText("1 élément envoyé").waitFor();

  let hold = true;
  await page.route("**/api/files/uploads/*", (route) => {
    if (route.request().method() === "PATCH" && hold) return;
    void route.continue();
  });
  await pick(["b.txt", "c.txt"]);
  await tray.getByRole("button", { name: "Afficher le détail" }).click();
  await tray.getByText("b.txt").first().waitFor();
  await expectAccessible(page, "uploads under way");
  await tray.getByRole("button", { name: "Annuler", exact: true }).click();
  await tray.getByText("Envoi annulé").waitFor();
  await expectAccessible(page, "uploads over");
  await tray.getByRole("button", { name: "Masquer le détail" }).hover();
  await page.getByRole("tooltip", { name: "Masquer le détail" }).waitFor();
  await expectAccessible(page, "a tooltip");
  hold = false;
});

test("recent files, the trash and its question, a place that is not there", async ({ as, folder }) => {
  const page = await as("camille");
  await putFiles(page.request, folder.id, ["jeté.txt"]);
  await openFolder(page, folder.id);
  await entry(page, "jeté.txt").click();
  await page.keyboard.press("Delete");
  await page.getByText("Ce dossier est vide").waitFor();
  await page.getByRole("link", { name: "Corbeille" }).click();
  await entry(page, "jeté.txt").first().click();
  await expectAccessible(page, "the trash");
  await page.getByRole("button", { name: "Supprimer définitivement" }).click();
  await page.getByRole("dialog", { name: /^Supprimer définitivement/ }).waitFor();
  await expectAccessible(page, "the question before the end");
  await page.keyboard.press("Escape");
  await page.goto("/files/recent");
  await list(page).getByRole("row").nth(1).waitFor();
  await expectAccessible(page, "recent files");
  await page.goto("/files/f/00000000-0000-7000-8000-000000000000");
  await page.getByText("Cet élément n’existe plus, ou n’est pas partagé avec vous.").waitFor();
  await expectAccessible(page, "a folder that is not there");
  await page.goto("/nulle-part");
  await page.getByText("Il n’y a rien à cette adresse").waitFor();
  await expectAccessible(page, "an address that leads nowhere");
});

test("my account and the settings of the organisation", async ({ as }) => {
  const page = await as("camille");
  await page.goto("/account");
  await page.getByRole("table").first().waitFor();
  await page.getByText("Connexion", { exact: true }).first().waitFor();
  await expectAccessible(page, "my account");
  await page.getByRole("combobox", { name: "Fuseau horaire" }).click();
  await page.getByRole("option").first().waitFor();
  await expectAccessible(page, "a list of choices");
  await page.keyboard.press("Escape");
  await page.getByText("Comme un lecteur réseau, sans application").click();
  await page.getByRole("button", { name: "Créer un mot de passe d’appareil" }).click();
  await page.getByLabel("Comment s’appelle cet appareil ?").fill("Essai");
  await expectAccessible(page, "a device password to be");
  await page.getByRole("button", { name: "Créer le mot de passe" }).click();
  await page.getByRole("dialog", { name: /est prêt à se connecter/ }).waitFor();
  await expectAccessible(page, "a device password");
  await page.goto("/settings");
  await page.getByLabel("Code de la couleur").fill("#ffee55");
  await expectAccessible(page, "settings");
});

for (const language of ["fr", "en"] as const) {
  const french = language === "fr";

  test(`people and groups, ${language}`, async ({ as }) => {
    const page = await as("camille");
    await speak(page, language);
    await page.goto("/people");
    const table = page.getByRole("table", { name: french ? "Personnes" : "People" });
    await table.getByRole("link", { name: /Yann Le Goff/ }).waitFor();
    await expectAccessible(page, "people, for those who manage");
    await page.getByRole("checkbox", { name: /Camille Roche/ }).check();
    await page.getByRole("main").getByRole("button", { name: french ? "Plus" : "More" }).click();
    await page.getByRole("menuitem", { name: french ? "Ajouter à un groupe…" : "Add to a group…" }).waitFor();
    await expectAccessible(page, "what can be done to several");
    await page.getByRole("menuitem", { name: french ? "Ajouter à un groupe…" : "Add to a group…" }).click();
    await page.getByRole("dialog").getByRole("combobox").click();
    await page.getByRole("option").first().waitFor();
    await expectAccessible(page, "which group");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").getByRole("button", { name: french ? "Annuler" : "Cancel" }).click();
    await page.getByRole("button", { name: french ? "Suspendre" : "Suspend" }).click();
    await page.getByRole("alert").waitFor();
    await expectAccessible(page, "refused");
    await table.getByRole("link", { name: /Yann Le Goff/ }).click();
    const panel = page.getByRole("complementary", { name: "Yann Le Goff" });
    await panel.getByRole("combobox", { name: french ? "Rôle" : "Role" }).click();
    await page.getByRole("option", { name: french ? "Invité" : "Guest" }).click();
    await panel.getByRole("button", { name: french ? "Enregistrer" : "Save" }).click();
    await panel.getByText(french ? "Choisissez qui répond de cet invité." : "Choose who answers for this guest.").waitFor();
    await expectAccessible(page, "a person, with what is missing");
    await page.goto("/people?q=zzz");
    await page.getByText("zzz", { exact: false }).first().waitFor();
    await expectAccessible(page, "nobody");

    await page.goto("/groups");
    await page.getByRole("link", { name: /Jardin/ }).waitFor();
    await expectAccessible(page, "groups");
    await page.getByRole("button", { name: french ? "Nouveau groupe" : "New group" }).click();
    await page.keyboard.press("Enter");
    await page.getByText(french ? "Il faut un nom." : "A name is needed.").waitFor();
    await expectAccessible(page, "a new group without a name");
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: /Jardin/ }).click();
    await page.getByRole("button", { name: /Lucie Fabre/ }).waitFor();
    await expectAccessible(page, "a group, for those who manage");
    await page.getByRole("combobox", { name: french ? "Ajouter quelqu’un" : "Add somebody" }).click();
    await page.getByRole("option").first().waitFor();
    await expectAccessible(page, "somebody to add");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /Lucie Fabre/ }).click();
    await page.getByRole("menuitem").first().waitFor();
    await expectAccessible(page, "what can be done to somebody in a group");

    const lucie = await as("lucie");
    await speak(lucie, language);
    await lucie.goto("/people");
    await lucie.getByText("Yann Le Goff").waitFor();
    await expectAccessible(lucie, "the directory");
    await lucie.goto("/groups");
    await lucie.getByRole("link", { name: /Jardin/ }).click();
    await lucie.getByRole("button", { name: french ? "Quitter le groupe" : "Leave the group" }).click();
    await lucie.getByRole("dialog").waitFor();
    await expectAccessible(lucie, "leaving a group");
    await lucie.goto("/groups/00000000-0000-7000-8000-000000000000");
    await lucie.getByText(french ? "Ce groupe n’existe pas, ou pas pour vous" : "This group does not exist, or not for you").waitFor();
    await expectAccessible(lucie, "a group that is not there");
  });
}

test("on a phone", async ({ as, folder }) => {
  const page: Page = await as("camille", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await putFiles(page.request, folder.id, ["a.txt", "b.txt"]);
  await page.goto("/");
  await page.getByText("Modifiés par d’autres").waitFor();
  await expectAccessible(page, "home");
  await openFolder(page, folder.id);
  await expectNames(page, ["a.txt", "b.txt"]);
  await expectAccessible(page, "files");
  await page.getByRole("button", { name: "Actions pour a.txt" }).tap();
  await page.getByRole("dialog").getByRole("button", { name: "Renommer" }).waitFor();
  await expectAccessible(page, "the sheet of actions");
  await page.getByRole("dialog").getByRole("button", { name: "Fermer" }).tap();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByRole("navigation", { name: "Outils" }).getByRole("button", { name: "Plus" }).tap();
  await page.getByRole("dialog", { name: "Plus" }).waitFor();
  await expectAccessible(page, "more");
  await page.goto("/account");
  await page.getByRole("table").first().waitFor();
  await expectAccessible(page, "my account");
  await page.goto("/people");
  await page.getByRole("checkbox", { name: /Yann Le Goff/ }).tap();
  await expectAccessible(page, "people");
  await expectNoSidewaysScroll(page);
  await page.getByRole("link", { name: /Yann Le Goff/ }).tap();
  await page.getByRole("dialog").getByLabel("Adresse e-mail").waitFor();
  await expectAccessible(page, "a person");
  await page.goto("/groups");
  await page.getByRole("link", { name: /Jardin/ }).tap();
  await page.getByRole("button", { name: /Lucie Fabre/ }).waitFor();
  await expectAccessible(page, "a group");
  await expectNoSidewaysScroll(page);
});
