// My account: how one is seen, and who gets in.
import type { Page } from "@playwright/test";
import { picture } from "../../support/content.ts";
import { COMMUNS, expect, message, PASSWORD, signIn, signInQuietly, test } from "../../support/story.ts";

const part = (page: Page, title: string) =>
  page.locator("section").filter({ has: page.getByRole("heading", { level: 2, name: title, exact: true }) });

test("a photo and another name, seen on another device at once", async ({ as }) => {
  const [page, phone] = [await as("ines"), await as("ines", { viewport: { width: 390, height: 844 } })];
  await phone.goto("/");
  await page.goto("/account");
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Ajouter une photo" }).click();
  await (await chooser).setFiles({ name: "moi.png", mimeType: "image/png", buffer: picture([200, 90, 60], 600, 400) });
  await expect(page.getByRole("button", { name: "Changer la photo" })).toBeVisible();
  await expect(phone.locator("header img")).toHaveJSProperty("naturalWidth", 256);

  await page.getByLabel("Nom", { exact: true }).fill("Inès Belkacem-Roux");
  await page.getByRole("button", { name: "Enregistrer le nom" }).click();
  await message(page, "Votre nom est enregistré.").waitFor();
  await expect(phone.getByRole("button", { name: /Inès Belkacem-Roux/ })).toBeVisible();

  await page.getByRole("button", { name: "Retirer la photo" }).click();
  await expect(page.getByRole("button", { name: "Ajouter une photo" })).toBeVisible();
  await expect(phone.locator("header img")).toHaveCount(0);
});

test("another password signs out the other devices", async ({ as, playwright }) => {
  const [page, other] = [await as("adama"), await as("adama")];
  await other.goto("/files");
  await page.goto("/account#password");
  const password = part(page, "Mot de passe");
  const [current, next] = [password.getByLabel("Mot de passe actuel"), password.getByLabel("Nouveau mot de passe")];
  const change = password.getByRole("button", { name: "Changer le mot de passe" });

  await current.fill("je-ne-sais-plus");
  await next.fill("court");
  await change.click();
  await expect(password.getByText("Il faut au moins 12 caractères.")).toBeVisible();
  await next.fill("quatre mots sans rapport");
  await change.click();
  await expect(password.getByText("Ce n’est pas votre mot de passe actuel.")).toBeVisible();
  await expect(next).toHaveValue("quatre mots sans rapport");
  await current.fill(PASSWORD);
  await change.click();
  await message(page, "Votre mot de passe est changé. Vos autres navigateurs sont déconnectés.").waitFor();

  await expect(other.getByRole("heading", { level: 1, name: "Reconnectez-vous" })).toBeVisible();
  await signIn(other, "adama");
  await expect(other.getByText("Ce nom et ce mot de passe ne vont pas ensemble.")).toBeVisible();
  await signIn(other, "adama", "quatre mots sans rapport");
  await expect(other.getByRole("heading", { level: 1, name: "Mes fichiers" })).toBeAttached();
  await expect(page.getByRole("heading", { level: 1, name: "Mon compte" })).toBeVisible();

  const request = await playwright.request.newContext();
  await signInQuietly(request, "adama", COMMUNS, "quatre mots sans rapport");
  await request.dispose();
});

test("a device password is shown once, opens WebDAV, and is cut off at once", async ({ as }) => {
  const page = await as("thomas");
  await page.goto("/account#devices");
  await page.getByText("Comme un lecteur réseau, sans application").click();
  await page.getByRole("button", { name: "Créer un mot de passe d’appareil" }).click();
  await page.getByLabel("Comment s’appelle cet appareil ?").fill("Portable de l’atelier");
  await page.getByRole("button", { name: "Créer le mot de passe" }).click();

  const ready = page.getByRole("dialog", { name: "« Portable de l’atelier » est prêt à se connecter" });
  const address = await ready.getByLabel("Adresse", { exact: true }).inputValue();
  const login = await ready.getByLabel("Nom", { exact: true }).inputValue();
  const password = await ready.getByLabel("Mot de passe", { exact: true }).inputValue();
  expect(address).toBe(`${COMMUNS}/dav/files/thomas/`);
  expect(login).toBe("thomas");
  await ready.getByRole("button", { name: "C’est copié" }).click();
  await expect(page.getByText(password)).toHaveCount(0);

  const propfind = (secret: string) =>
    fetch(address, {
      method: "PROPFIND",
      headers: { Depth: "1", Authorization: `Basic ${Buffer.from(`${login}:${secret}`).toString("base64")}` },
    });
  const listing = await propfind(password);
  expect(listing.status).toBe(207);
  expect(await listing.text()).toContain("/dav/files/thomas/Comptabilit");
  expect((await propfind(PASSWORD)).status, "one's own password is not for programs").toBe(401);

  await page.reload();
  const device = page.getByRole("row", { name: /Portable de l’atelier/ });
  await expect(device).toContainText("127.0.0.1");
  await device.getByRole("button", { name: "Déconnecter Portable de l’atelier" }).click();
  const question = page.getByRole("dialog", { name: "Déconnecter « Portable de l’atelier » ?" });
  await question.getByRole("button", { name: "Déconnecter", exact: true }).click();
  await message(page, "« Portable de l’atelier » ne peut plus se connecter.").waitFor();
  expect((await propfind(password)).status).toBe(401);
  await expect(device).toHaveCount(0);
  await expect(part(page, "Journal").getByText(/Mot de passe d’appareil créé.*Portable de l’atelier/)).toBeVisible();
});

test("the browsers that are signed in, each with a way to end it", async ({ as }) => {
  const [page, other] = [await as("sofia"), await as("sofia")];
  await other.goto("/");
  await page.goto("/account#sessions");
  const browsers = page.getByRole("table", { name: "Navigateurs connectés" });
  await expect(browsers.getByRole("row")).toHaveCount(3);
  await expect(browsers.getByText("Celui-ci")).toBeVisible();
  await browsers.getByRole("button", { name: /^Déconnecter/ }).click();
  await expect(browsers.getByRole("row")).toHaveCount(2);
  await expect(other.getByRole("heading", { level: 1, name: "Reconnectez-vous" })).toBeVisible();

  await page.getByRole("button", { name: "Se déconnecter partout, ici aussi" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Bienvenue" })).toBeVisible();
});

test("the journal tells who tried to get in", async ({ stranger }) => {
  const page = await stranger();
  await page.goto("/account#journal");
  await signIn(page, "oscar", "raté une fois");
  await expect(page.getByText("Ce nom et ce mot de passe ne vont pas ensemble.")).toBeVisible();
  await signIn(page, "oscar");
  const journal = part(page, "Journal").getByRole("listitem");
  await expect(journal.nth(0)).toContainText("Connexion");
  await expect(journal.nth(1)).toContainText(/refusée/);
  await expect(journal.nth(1)).toContainText("127.0.0.1");
});
