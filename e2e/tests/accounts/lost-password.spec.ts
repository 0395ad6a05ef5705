// Lost passwords, lost addresses, and those who help: by letter, and never in silence. In a demonstration of their own,
// for passwords change here.
import type { BrowserContextOptions, Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../../support/access.ts";
import { letters, letterTo } from "../../support/mail.ts";
import { type Server, startServer } from "../../support/server.ts";
import { expect, message, PASSWORD, signIn, signInQuietly, type Stage, test } from "../../support/story.ts";

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
const PHONE = { viewport: { width: 390, height: 844 } };
const here = (as: Stage["as"], handle: string, options: BrowserContextOptions = {}) =>
  as(handle, { baseURL: origin, ...options });
const address = (handle: string) => `${handle}@les-communs.example`;

/** Somebody asks for another password. */
async function asks(page: Page, login: string): Promise<void> {
  await page.getByRole("link", { name: /^(Mot de passe oublié|Forgotten your password)/ }).click();
  await page.getByLabel(/^(Nom de connexion ou adresse e-mail|Sign-in name or e-mail address)$/).fill(login);
  await page.getByRole("button", { name: /^(Recevoir un lien|Send me a link)$/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^(Regardez dans votre boîte|Look into your mailbox)/ })).toBeFocused();
}

test("a lost password, on a phone: a letter, another password, and in", async ({ as, stranger }) => {
  test.slow();
  const old = await here(as, "yann");
  await old.goto("/files");
  const page = await stranger({ baseURL: origin, ...PHONE });
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Bienvenue" })).toBeVisible();
  await page.getByRole("link", { name: "Mot de passe oublié" }).click();
  await expectAccessible(page, "a forgotten password");
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Recevoir un lien" }).click();
  await expect(page.getByText("Saisissez votre nom de connexion ou votre adresse e-mail.")).toBeVisible();
  await page.goBack();
  await asks(page, "yann");
  await expectAccessible(page, "a link is on its way");
  await expectNoSidewaysScroll(page);

  const letter = await letterTo(server, address("yann"), "Choisir un nouveau mot de passe");
  expect(letter.link).toMatch(new RegExp(`^${origin}/reset/[A-Za-z0-9_-]{43}$`));
  await page.goto(letter.link);
  await expect(page.getByText("Pour Yann Le Goff (yann).", { exact: false })).toBeVisible();
  await expectAccessible(page, "another password");
  await expectNoSidewaysScroll(page);
  const password = page.getByLabel("Nouveau mot de passe");
  await password.fill("court");
  await page.getByRole("button", { name: "Enregistrer et me connecter" }).click();
  await expect(page.getByText("Il faut au moins 12 caractères.")).toBeVisible();
  await password.fill("motdepassemotdepasse");
  await page.getByRole("button", { name: "Enregistrer et me connecter" }).click();
  await expect(page.getByText("Ce mot de passe est trop facile à deviner.", { exact: false })).toBeVisible();
  await password.fill(PHRASE);
  await page.getByRole("button", { name: "Enregistrer et me connecter" }).click();
  await expect(page.getByText(/^(Bonjour|Bonsoir) Yann$/)).toBeVisible();
  await expect(old.getByRole("heading", { level: 1, name: "Reconnectez-vous" })).toBeVisible();
  const told = await letterTo(server, address("yann"), "Votre mot de passe a changé");
  expect(told.link).toBe(`${origin}/forgotten`);

  // The link is used up, and the page says how to go on.
  await page.goto(letter.link);
  await expect(page.getByRole("heading", { level: 1, name: "Ce lien n’est plus valable" })).toBeVisible();
  await expectAccessible(page, "a link that is over");
  await page.getByRole("link", { name: "Demander un nouveau mot de passe" }).click();
  await expect(page).toHaveURL(`${origin}/forgotten`);
});

test("in English, on a desktop: nobody learns who has an account", async ({ stranger }) => {
  const page = await stranger({ baseURL: origin, locale: "en-GB", colorScheme: "dark" });
  await page.goto("/");
  const before = (await letters(server)).length;
  const said: string[] = [];
  for (const login of ["nobody-at-all", "maud@les-communs.example"]) {
    await page.goto("/");
    await asks(page, login);
    said.push((await page.getByRole("main").innerText()).replaceAll(login, "…"));
  }
  expect(said[0]).toBe(said[1]);
  const letter = await letterTo(server, address("maud"), /^(Choose a new password|Choisir un nouveau mot de passe)$/);
  expect((await letters(server)).length).toBe(before + 1);
  // Another organisation of the same installation knows nothing of the link.
  await page.goto(letter.link.replace("localhost", "127.0.0.2"));
  await expect(page.getByRole("heading", { level: 1, name: "This link is no longer valid" })).toBeVisible();
  await page.goto(letter.link);
  await page.getByLabel("New password").fill(PHRASE);
  await page.getByRole("button", { name: "Save and sign in" }).click();
  await expect(page.getByText(/Maud$/).first()).toBeVisible();
});

test("another address: asked for with the password, confirmed by a link, and taken back by the one before", async ({ as, stranger }) => {
  test.slow();
  const page = await here(as, "samir");
  await page.goto("/account#address");
  const part = page.locator("section").filter({ has: page.getByRole("heading", { level: 2, name: "Adresse e-mail" }) });
  await part.getByLabel("Nouvelle adresse e-mail").fill("samir@ailleurs.example");
  await part.getByLabel("Votre mot de passe").fill("je-ne-sais-plus");
  await part.getByRole("button", { name: "Envoyer le lien" }).click();
  await expect(part.getByText("Ce n’est pas votre mot de passe actuel.")).toBeVisible();
  await part.getByLabel("Votre mot de passe").fill(PASSWORD);
  await part.getByRole("button", { name: "Envoyer le lien" }).click();
  await expect(part.getByText("samir@ailleurs.example attend d’être confirmée")).toBeVisible();
  await expectAccessible(page, "an address that waits");

  const undo = await letterTo(server, address("samir"), "Changement d’adresse demandé");
  const confirm = await letterTo(server, "samir@ailleurs.example", "Confirmez votre nouvelle adresse");
  const phone = await stranger({ baseURL: origin, ...PHONE });
  await phone.goto(confirm.link);
  await expectAccessible(phone, "an address to confirm");
  await expectNoSidewaysScroll(phone);
  await phone.getByRole("button", { name: "Confirmer cette adresse" }).click();
  await expect(phone.getByRole("heading", { level: 1, name: "Votre adresse est confirmée" })).toBeFocused();
  await expect(part.getByText("samir@ailleurs.example", { exact: true })).toBeVisible();

  // It was somebody else, after all.
  await phone.goto(undo.link);
  await expect(phone.getByRole("heading", { level: 1, name: /^Ce n’était pas vous/ })).toBeVisible();
  await expectAccessible(phone, "everything taken back");
  await phone.getByRole("button", { name: "Tout annuler" }).click();
  await phone.getByLabel("Nouveau mot de passe").fill(PHRASE);
  await expect(page.getByRole("heading", { level: 1, name: "Reconnectez-vous" })).toBeVisible();
  await phone.getByRole("button", { name: "Enregistrer et me connecter" }).click();
  await expect(phone.getByText(/^(Bonjour|Bonsoir) Samir$/)).toBeVisible();
  await phone.goto("/account#address");
  await expect(phone.getByText(address("samir"), { exact: true }).first()).toBeVisible();
});

test("an administrator helps somebody back in, who sees who did it", async ({ as, stranger }) => {
  test.slow();
  const camille = await here(as, "camille");
  await camille.goto("/people?q=hugo");
  await camille.getByRole("table", { name: "Personnes" }).getByRole("link", { name: /Hugo Lemaire/ }).click();
  const panel = camille.getByRole("complementary", { name: "Hugo Lemaire" });
  await panel.getByRole("button", { name: "Envoyer un e-mail" }).click();
  await message(camille, `Un message est parti vers ${address("hugo")}.`).waitFor();
  await letterTo(server, address("hugo"), "Choisir un nouveau mot de passe");

  await panel.getByRole("button", { name: "Son adresse est perdue…" }).click();
  const dialog = camille.getByRole("dialog");
  await expectAccessible(camille, "a link to hand over");
  await dialog.getByLabel("Votre propre mot de passe").fill("je-ne-sais-plus");
  await dialog.getByRole("button", { name: "Créer le lien" }).click();
  await expect(dialog.getByText("Ce n’est pas votre mot de passe actuel.")).toBeVisible();
  await dialog.getByLabel("Votre propre mot de passe").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Créer le lien" }).click();
  const link = await dialog.getByLabel("Lien", { exact: true }).inputValue();
  await expectAccessible(camille, "the link to hand over");
  await camille.getByRole("button", { name: "Terminé" }).click();
  await letterTo(server, address("hugo"), "Un accès à votre compte a été ouvert");

  const hugo = await stranger({ baseURL: origin, ...PHONE });
  await hugo.goto(link);
  await hugo.getByLabel("Nouveau mot de passe").fill(PHRASE);
  await hugo.getByRole("button", { name: "Enregistrer et me connecter" }).click();
  const notice = hugo.getByRole("dialog", { name: "On est intervenu sur votre compte" });
  await expect(notice.getByText("Camille Roche a créé un lien", { exact: false })).toBeVisible();
  await expectAccessible(hugo, "who opened a way in");
  await notice.getByRole("button", { name: "Je suis au courant" }).click();
  await expect(notice).toBeHidden();
  await hugo.reload();
  await expect(hugo.getByText(/^(Bonjour|Bonsoir) Hugo$/)).toBeVisible();
  await expect(notice).toBeHidden();

  // In another browser it is said again: whoever got in that way cannot take the message away.
  const again = await stranger({ baseURL: origin });
  await signInQuietly(again.request, "hugo", origin, PHRASE);
  await again.goto("/");
  await expect(again.getByRole("dialog", { name: "On est intervenu sur votre compte" })).toBeVisible();
});

test("a sign-in from a browser that was not known is told by letter", async ({ stranger }) => {
  const first = await stranger({ baseURL: origin });
  await first.goto("/");
  await signIn(first, "clara");
  await expect(first.getByText(/^(Bonjour|Bonsoir) Clara$/)).toBeVisible();
  const other = await stranger({ baseURL: origin, userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Safari/604.1" });
  await other.goto("/");
  await signIn(other, "clara");
  const letter = await letterTo(server, address("clara"), "Nouvelle connexion à votre compte");
  expect(letter.text).toContain("Safari, iPhone");
  expect(letter.link).toBe(`${origin}/account#sessions`);
});

test("ten addresses at once: each has a letter of its own, and what cannot be invited is said", async ({ as, stranger }) => {
  test.slow();
  const camille = await here(as, "camille");
  await camille.goto("/people/invitations");
  await camille.getByRole("button", { name: "Inviter", exact: true }).click();
  await camille.getByRole("combobox", { name: "Pour qui" }).click();
  await camille.getByRole("option", { name: "Plusieurs personnes, chacune avec son lien" }).click();
  const list = ["Noé Martin <noe@ailleurs.example>", ...Array.from({ length: 8 }, (_, n) => `voisin${n}@ailleurs.example`)];
  await camille
    .getByLabel("Adresses e-mail")
    .fill(`${list.join(", ")}; ${address("adama")}\npersonne\nNOE@ailleurs.example`);
  await camille.getByLabel("Un mot de votre part").fill("Le jardin vous attend !\nÀ samedi, Camille");
  await expectAccessible(camille, "a list of addresses");
  await camille.getByRole("button", { name: "Envoyer l’invitation" }).click();
  const dialog = camille.getByRole("dialog", { name: "Les invitations sont prêtes" });
  await expect(dialog.getByText("Des messages partent vers 9 adresses.", { exact: false })).toBeVisible();
  await expect(dialog.getByRole("listitem")).toHaveCount(3);
  await expect(dialog.getByRole("textbox", { name: "Les mêmes, à corriger et à recoller" })).toHaveValue(
    `${address("adama")}; personne; NOE@ailleurs.example`,
  );
  await expectAccessible(camille, "what came of it");
  await camille.getByRole("button", { name: "Terminé" }).click();
  await camille.reload();
  await expect(camille.getByText("Message non envoyé : pas de serveur d’envoi").first()).toBeVisible();
  await expectAccessible(camille, "invitations with letters");

  const letter = await letterTo(server, "noe@ailleurs.example", "Camille Roche vous invite : Les Communs");
  expect(letter.text).toContain("> Le jardin vous attend");
  await camille.getByRole("button", { name: "Renvoyer : noe@ailleurs.example" }).click();
  await message(camille, /Un message avec un nouveau lien est parti/).waitFor();
  const noe = await stranger(PHONE);
  await noe.goto(letter.link);
  await expect(noe.getByRole("heading", { level: 1, name: "Cette invitation n’est plus valable" })).toBeVisible();
  await expect
    .poll(async () => (await letterTo(server, "noe@ailleurs.example", /vous invite/)).link)
    .not.toBe(letter.link);
  await noe.goto((await letterTo(server, "noe@ailleurs.example", /vous invite/)).link);
  await expect(noe.getByLabel("Votre nom")).toHaveValue("Noé Martin");
  await noe.getByLabel("Mot de passe", { exact: true }).fill(PHRASE);
  await noe.getByRole("button", { name: "Rejoindre Les Communs" }).click();
  await expect(noe.getByRole("heading", { level: 1, name: "Bienvenue, Noé" })).toBeFocused();
});
