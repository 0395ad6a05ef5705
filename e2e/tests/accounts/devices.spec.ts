// Programs that are let in, each with a password of its own: from the page they open, with a code for a telephone, and
// out again.
import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../../support/access.ts";
import { askToConnect, type Credentials, listFiles, scan } from "../../support/devices.ts";
import { COMMUNS, expect, message, signIn, test } from "../../support/story.ts";

const NARROW = { viewport: { width: 320, height: 640 } };
const ENGLISH = { locale: "en-GB" };

const question = (page: Page) => page.getByRole("heading", { level: 1, name: "Donner à ce logiciel l’accès à vos fichiers ?" });
const device = (page: Page, name: string) =>
  page.getByRole("table", { name: /^(Appareils connectés|Connected devices)$/ }).getByRole("row", { name });

/** What the program gets, once it has been let in. */
async function letIn(poll: () => Promise<Credentials | null>): Promise<Credentials> {
  const given = await poll();
  if (!given) throw new Error("not let in");
  return given;
}

test("a computer asks, its person signs in and gives access; it connects once", async ({ stranger, playwright }) => {
  test.slow();
  const program = await playwright.request.newContext();
  const { page: address, poll } = await askToConnect(program, COMMUNS);
  expect(await poll()).toBeNull();

  const page = await stranger();
  await page.goto(address);
  await expect(page.getByText("Identifiez-vous pour connecter votre appareil.")).toBeVisible();
  await signIn(page, "paul");
  await expect(question(page)).toBeVisible();
  await expect(page.getByRole("definition").nth(0)).toHaveText("Nextcloud Desktop, Linux");
  await expect(page.getByRole("definition").nth(2)).toHaveText("127.0.0.1");
  await expect(page.getByText("Vous êtes Paul Nguyen")).toBeVisible();
  await expect(page.getByText("Seulement si vous venez de le demander vous-même, dans ce logiciel.")).toBeVisible();
  await expectAccessible(page, "the question");
  expect(await poll(), "nobody has answered").toBeNull();

  const name = page.getByLabel("Comment s’appelle cet appareil ?");
  await name.fill("");
  await expect(page.getByRole("button", { name: "Donner accès" })).toBeDisabled();
  await name.fill("Ordinateur du bureau");
  await page.getByRole("button", { name: "Donner accès" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Vous avez donné accès" })).toBeFocused();
  await expect(page.getByText("Vous pouvez retourner dans votre application.")).toBeVisible();
  await expectAccessible(page, "access given");

  const { server, loginName, appPassword } = await letIn(poll);
  expect(server).toBe(COMMUNS);
  expect(loginName).toBe("paul");
  expect(await poll(), "the password is handed out once").toBeNull();
  expect(await listFiles(server, loginName, appPassword)).toBe(207);

  await page.getByRole("link", { name: "votre compte" }).click();
  await expect(device(page, "Ordinateur du bureau")).toContainText("127.0.0.1");
  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1, name: "Ce lien n’est plus valable" })).toBeVisible();
  await program.dispose();
});

test("in English: refused, and a program that says nothing of itself", async ({ as, playwright }) => {
  const program = await playwright.request.newContext();
  const { page: address, poll } = await askToConnect(program, COMMUNS, " ");
  const page = await as("aicha", ENGLISH);
  await page.request.patch("/api/accounts/me", {
    headers: { "Sec-Fetch-Site": "same-origin" },
    data: { language: "en" },
  });
  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1, name: "Give this program access to your files?" })).toBeVisible();
  await expect(page.getByRole("definition").nth(0)).toHaveText("It does not say");
  await expect(page.getByLabel("What is this device called?")).toHaveValue("My device");
  await expectAccessible(page, "the question");
  await page.getByRole("button", { name: "Refuse" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Access is refused" })).toBeFocused();
  await expectAccessible(page, "access refused");
  expect(await poll()).toBeNull();

  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1, name: "This link is no longer valid" })).toBeVisible();
  await page.goto("/account#devices");
  await expect(page.getByText("No device is connected.")).toBeVisible();
  await program.dispose();
});

test("a link that nobody made, and one that was answered meanwhile", async ({ as, playwright }) => {
  const page = await as("yann");
  await page.goto(`/connect/${"x".repeat(43)}`);
  await expect(page.getByRole("heading", { level: 1, name: "Ce lien n’est plus valable" })).toBeFocused();
  await expect(page.getByText("Revenez dans votre application et relancez la connexion")).toBeVisible();
  await expectAccessible(page, "a link that is over");

  const program = await playwright.request.newContext();
  const { page: address, poll } = await askToConnect(program, COMMUNS);
  const other = await as("yann");
  for (const one of [page, other]) {
    await one.goto(address);
    await expect(question(one)).toBeVisible();
  }
  await other.getByRole("button", { name: "Refuser" }).click();
  await expect(other.getByRole("heading", { level: 1, name: "L’accès est refusé" })).toBeVisible();
  await page.getByRole("button", { name: "Donner accès" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Ce lien n’est plus valable" })).toBeVisible();
  expect(await poll()).toBeNull();
  await program.dispose();
});

test("somebody else is signed in: another account, and back to the question", async ({ as, playwright }) => {
  const program = await playwright.request.newContext();
  const { page: address, poll } = await askToConnect(program, COMMUNS);
  const page = await as("samir");
  await page.goto(address);
  await page.getByRole("button", { name: "Ce n’est pas vous ? Changer de compte" }).click();
  await signIn(page, "elise");
  await expect(question(page)).toBeVisible();
  await expect(page.getByText("Vous êtes Élise Aubert")).toBeVisible();
  await page.getByRole("button", { name: "Donner accès" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Vous avez donné accès" })).toBeVisible();
  expect((await letIn(poll)).loginName).toBe("elise");
  await program.dispose();
});

test("a telephone scans a code, is seen to connect, and is cut off at once", async ({ as }) => {
  test.slow();
  const page = await as("fatou");
  await page.goto("/account#devices");
  await expectAccessible(page, "ways to connect");
  await page.getByText("Sur un téléphone ou une tablette").click();
  await expectAccessible(page, "the steps for a telephone");
  await page.getByRole("button", { name: "Afficher un code" }).click();
  await page.getByLabel("Comment s’appelle cet appareil ?").fill("Téléphone de Fatou");
  await page.getByRole("button", { name: "Afficher le code" }).click();

  const dialog = page.getByRole("dialog");
  const code = dialog.getByRole("img", { name: "Code pour connecter l’application de votre téléphone" });
  await expect(dialog.getByText("Ce code vaut un mot de passe.")).toBeVisible();
  await expectAccessible(page, "the code");
  const said = await scan(code);
  const [, server, login, password] = /^nc:\/\/login\/server:(.+)&user:(.+)&password:(.+)$/.exec(said) ?? [];
  expect([server, login]).toEqual([COMMUNS, "fatou"]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await scan(code), "dark on light in the dark theme too").toBe(said);
  await page.emulateMedia({ colorScheme: "light" });

  expect(await listFiles(COMMUNS, "fatou", password ?? "")).toBe(207);
  await expect(dialog.getByRole("heading", { name: "« Téléphone de Fatou » est connecté" })).toBeVisible();
  await expect(code).toHaveCount(0);
  await dialog.getByRole("button", { name: "Terminé" }).click();
  await expect(page.getByRole("button", { name: "Afficher un code" })).toBeFocused();

  const phone = device(page, "Téléphone de Fatou");
  await expect(phone).toContainText("127.0.0.1");
  await phone.getByRole("button", { name: "Déconnecter Téléphone de Fatou" }).click();
  const sure = page.getByRole("dialog", { name: "Déconnecter « Téléphone de Fatou » ?" });
  await expectAccessible(page, "the question before a device goes");
  await sure.getByRole("button", { name: "Déconnecter", exact: true }).click();
  await message(page, "« Téléphone de Fatou » ne peut plus se connecter.").waitFor();
  expect(await listFiles(COMMUNS, "fatou", password ?? "")).toBe(401);
  await expect(phone).toHaveCount(0);
  await expect(page.locator(":focus")).toHaveText("Aucun appareil n’est connecté.");
});

test("a code that nobody scans covers itself, and is gone when it is closed", async ({ as }) => {
  const page = await as("rachid");
  await page.clock.install();
  await page.goto("/account#devices");
  await page.getByText("Sur un téléphone ou une tablette").click();
  await page.getByRole("button", { name: "Afficher un code" }).click();
  await page.getByRole("button", { name: "Afficher le code" }).click();
  const dialog = page.getByRole("dialog");
  const code = dialog.getByRole("img", { name: /^Code/ });
  await expect(code).toBeVisible();
  await page.clock.runFor(61_000);
  await expect(dialog.getByText("Le code est masqué.")).toBeVisible();
  await expect(code).toHaveCount(0);
  await dialog.getByRole("button", { name: "L’afficher de nouveau" }).click();
  await expect(code).toBeVisible();
  await dialog.getByRole("button", { name: "Terminé" }).click();
  await page.clock.runFor(1000);
  await expect(dialog).toHaveCount(0);
  await expect(device(page, "Mon téléphone")).toContainText("Pas encore");
});

test("the steps for a computer, at any width", async ({ as, playwright }) => {
  test.slow();
  const page = await as("clara", NARROW);
  await page.goto("/account#devices");
  for (const way of ["Sur un téléphone ou une tablette", "Dans un dossier de votre ordinateur", "Comme un lecteur réseau, sans application"]) {
    await page.getByText(way).click();
    await expectNoSidewaysScroll(page);
  }
  await expectAccessible(page, "the steps for a drive");
  await expect(page.getByRole("textbox", { name: "Adresse de vos fichiers (WebDAV)" })).toHaveValue(`${COMMUNS}/dav/files/clara/`);
  await page.getByText("Dans un dossier de votre ordinateur").click();
  await expect(page.getByRole("textbox", { name: "Adresse du serveur" })).toHaveValue(COMMUNS);
  await expectAccessible(page, "the steps for a computer");

  await page.getByText("Sur un téléphone ou une tablette").click();
  await page.getByRole("button", { name: "Afficher un code" }).click();
  await page.getByRole("button", { name: "Afficher le code" }).click();
  await expect(page.getByRole("img", { name: /^Code/ })).toBeVisible();
  await expectNoSidewaysScroll(page);

  const program = await playwright.request.newContext();
  const { page: address } = await askToConnect(program, COMMUNS, `Un-logiciel-${"au-nom-sans-fin-".repeat(20)}`);
  await page.goto(address);
  await expect(question(page)).toBeVisible();
  await expectNoSidewaysScroll(page);
  await program.dispose();
});
