// People join: by a link that goes round, by one for an address, and not by one that was taken back. In a demonstration
// of their own: it grows here.
import type { BrowserContextOptions, Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../../support/access.ts";
import { type Server, startServer } from "../../support/server.ts";
import { expect, message, signIn, type Stage, test } from "../../support/story.ts";

test.describe.configure({ mode: "default", timeout: 90_000 });

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

/** Somebody fills in what is asked of whoever joins. */
async function introduces(page: Page, name: string, email?: string): Promise<void> {
  await page.getByLabel(/^(Votre nom|Your name)$/).fill(name);
  if (email) await page.getByLabel(/^(Adresse e-mail|E-mail address)$/).fill(email);
  await page.getByLabel(/^(Mot de passe|Password)$/).fill(PHRASE);
}

/** The link that was just made, and the page goes on. */
async function takesLink(page: Page): Promise<string> {
  const field = page.getByLabel("Lien", { exact: true });
  const link = await field.inputValue();
  await page.getByRole("button", { name: "Terminé" }).click();
  await field.waitFor({ state: "detached" });
  return link;
}

test("a link for two: they join with their phones, are in the group at once, and a third comes too late", async ({ as, stranger }) => {
  test.slow();
  const camille = await here(as, "camille");
  await camille.goto("/people");
  await camille.getByRole("link", { name: "Invitations" }).click();
  await expect(camille.getByText("Personne n’est attendu")).toBeVisible();
  await expectAccessible(camille, "no invitations");
  await camille.getByRole("button", { name: "Inviter", exact: true }).click();
  await camille.getByRole("combobox", { name: "Pour qui" }).click();
  await camille.getByRole("option", { name: "Plusieurs personnes, par un même lien" }).click();
  await camille.getByRole("combobox", { name: "Combien de personnes" }).click();
  await camille.getByRole("option", { name: "2 personnes" }).click();
  await camille.getByRole("combobox", { name: "Groupes" }).fill("jar");
  await camille.getByRole("option", { name: /Jardin/ }).click();
  await camille.getByLabel("Note").fill("Portes ouvertes");
  await expectAccessible(camille, "an invitation to be");
  await camille.getByRole("button", { name: "Créer le lien" }).click();
  await expect(camille.getByRole("img", { name: "Le même lien, à scanner avec un téléphone" })).toBeVisible();
  await expectAccessible(camille, "the link");
  const link = await takesLink(camille);

  for (const [name, handle] of [
    ["Noé Martin", "noe"],
    ["Awa Diallo", "awa"],
  ] as const) {
    const phone = await stranger(PHONE);
    await phone.goto(link);
    await expect(phone.getByRole("heading", { level: 1, name: "Camille Roche vous invite : Les Communs" })).toBeVisible();
    await expect(phone.getByText("Vous serez dans le groupe Jardin.")).toBeVisible();
    await introduces(phone, name, `${handle}@ailleurs.example`);
    await expect(phone.getByLabel("Nom de connexion")).toHaveValue(handle);
    await expectAccessible(phone, "joining");
    await expectNoSidewaysScroll(phone);
    await phone.getByRole("button", { name: "Rejoindre Les Communs" }).click();
    await expect(phone.getByRole("heading", { level: 1, name: /^Bienvenue, / })).toBeFocused();
    await expect(phone.getByText("Espaces de groupe : les fichiers de Jardin sont déjà là.")).toBeVisible();
    await expectAccessible(phone, "the first visit");
    await expectNoSidewaysScroll(phone);
    await phone.getByRole("button", { name: "Commencer" }).click();
    await expect(phone.getByRole("link", { name: /Jardin/ }).first()).toBeVisible();
  }
  const late = await stranger(PHONE);
  await late.goto(link);
  await expect(late.getByRole("heading", { level: 1, name: "Cette invitation n’est plus valable" })).toBeVisible();
  await expectAccessible(late, "an invitation that is over");

  await camille.goto("/people?q=ailleurs");
  await expect(camille.getByRole("table", { name: "Personnes" }).getByRole("row")).toHaveCount(3);
});

test("one for an address, in English: a name that is taken is said, and the account is theirs", async ({ as, stranger }) => {
  const camille = await here(as, "camille");
  await camille.goto("/people/invitations");
  await camille.getByRole("button", { name: "Inviter", exact: true }).click();
  await camille.getByRole("button", { name: "Envoyer l’invitation" }).click();
  await expect(camille.getByText("Une adresse e-mail ressemble à", { exact: false })).toBeVisible();
  await camille.getByLabel("Adresse e-mail").fill("kim@elsewhere.example");
  await camille.getByRole("button", { name: "Envoyer l’invitation" }).click();
  const link = await takesLink(camille);

  const kim = await stranger({ ...PHONE, locale: "en-GB", colorScheme: "dark" });
  await kim.goto(link);
  await expect(kim.getByText("kim@elsewhere.example")).toBeVisible();
  await introduces(kim, "Kim Park");
  await kim.getByLabel("Sign-in name").fill("camille");
  await kim.getByRole("button", { name: "Join Les Communs" }).click();
  await expect(kim.getByText("Somebody has this sign-in name, or had it once. Choose another one.")).toBeVisible();
  await kim.getByLabel("Sign-in name").fill("kim");
  await expectAccessible(kim, "joining in English, dark");
  await kim.getByRole("button", { name: "Join Les Communs" }).click();
  await expect(kim.getByRole("heading", { level: 1, name: "Welcome, Kim" })).toBeFocused();

  const again = await stranger({ baseURL: origin, locale: "en-GB" });
  await again.goto("/");
  await signIn(again, "kim@elsewhere.example", PHRASE);
  await expect(again.getByRole("button", { name: /^Kim Park/ })).toBeVisible();
});

test("an invitation is taken back, and made anew: the links before lead nowhere", async ({ as, stranger }) => {
  const camille = await here(as, "camille");
  await camille.goto("/people/invitations");
  await camille.getByRole("button", { name: "Inviter", exact: true }).click();
  await camille.getByLabel("Adresse e-mail").fill("late@elsewhere.example");
  await camille.getByRole("button", { name: "Envoyer l’invitation" }).click();
  const first = await takesLink(camille);
  await camille.getByRole("button", { name: "Nouveau lien : late@elsewhere.example" }).click();
  const second = await takesLink(camille);
  const visitor = await stranger();
  const over = visitor.getByRole("heading", { level: 1, name: "Cette invitation n’est plus valable" });
  await visitor.goto(first);
  await expect(over).toBeVisible();
  await visitor.goto(second);
  await expect(visitor.getByRole("button", { name: "Rejoindre Les Communs" })).toBeVisible();
  await camille.getByRole("button", { name: "Retirer : late@elsewhere.example" }).click();
  await message(camille, "L’invitation est retirée : son lien ne mène plus nulle part.").waitFor();
  await visitor.goto(second);
  await expect(over).toBeVisible();
});
