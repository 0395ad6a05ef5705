// Joining by oneself: by the domain of an address, at once or when an administrator agrees; and by a link for a domain.
// In a demonstration of their own: it grows here.
import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../../support/access.ts";
import { letterTo } from "../../support/mail.ts";
import { type Server, startServer } from "../../support/server.ts";
import { expect, message, test } from "../../support/story.ts";

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

async function asks(page: Page, name: string, email: string): Promise<void> {
  await page.getByLabel(/^(Votre nom|Your name)$/).fill(name);
  await page.getByLabel(/^(Adresse e-mail|E-mail address)$/).fill(email);
  await page.getByRole("button", { name: /^(M’envoyer le message|Send me the letter)$/ }).click();
  await expect(
    page.getByRole("heading", { level: 1, name: /^(Regardez dans votre boîte de réception|Look into your mailbox)$/ }),
  ).toBeFocused();
}

test("nobody joins by themself until somebody says so, and then whoever an administrator accepts", async ({ as, stranger }) => {
  const visitor = await stranger({ baseURL: origin, ...PHONE });
  await visitor.goto("/register");
  await expect(visitor.getByRole("heading", { level: 1, name: "Ici, on entre sur invitation" })).toBeVisible();
  await expectAccessible(visitor, "one joins by invitation");

  const camille = await as("camille", { baseURL: origin });
  await camille.goto("/people/joining");
  await camille.getByRole("switch", { name: /Les personnes qui ont une adresse à certains domaines/ }).check();
  await camille.getByLabel("Domaines de leurs adresses").fill("gmail.com");
  await camille.getByRole("button", { name: "Enregistrer" }).click();
  await expect(camille.getByText("N’importe qui peut avoir une adresse à l’un de ces domaines.")).toBeVisible();
  await expectAccessible(camille, "rules for everybody");
  await camille.getByLabel("Domaines de leurs adresses").fill("communs.example");
  await camille.getByRole("button", { name: "Enregistrer" }).click();
  await message(camille, "Les règles sont enregistrées.").waitFor();

  await visitor.goto("/");
  await visitor.getByRole("link", { name: /Pas encore de compte/ }).click();
  await expectAccessible(visitor, "asking to join");
  await expectNoSidewaysScroll(visitor);
  await asks(visitor, "Noé Martin", "noe@communs.example");
  await expectAccessible(visitor, "look into your mailbox");
  const letter = await letterTo(server, "noe@communs.example", /^Confirmez votre adresse/);
  await visitor.goto(letter.link);
  await visitor.getByRole("button", { name: "C’est bien mon adresse" }).click();
  await expect(visitor.getByRole("heading", { level: 1, name: "Votre demande est en attente" })).toBeVisible();
  await expectAccessible(visitor, "waiting");

  // The same answer for somebody who is here, and another letter.
  const here = await stranger({ baseURL: origin, locale: "en-GB" });
  await here.goto("/register");
  await asks(here, "Camille", "camille@communs.example");

  await camille.goto("/people/joining");
  await expect(camille.getByRole("list", { name: "Qui attend" })).toContainText("noe@communs.example");
  await expectAccessible(camille, "who waits");
  await camille.getByRole("button", { name: "Accepter Noé Martin" }).click();
  await message(camille, /demande acceptée/).waitFor();
  const welcome = await letterTo(server, "noe@communs.example", /^Bienvenue/);
  await visitor.goto(welcome.link);
  await visitor.getByLabel("Votre nom").fill("Noé Martin");
  await visitor.getByLabel("Mot de passe", { exact: true }).fill(PHRASE);
  await visitor.getByRole("button", { name: "Rejoindre Les Communs" }).click();
  await expect(visitor.getByRole("heading", { level: 1, name: "Bienvenue, Noé" })).toBeFocused();
});

test("refused with a few words; and in at once where the rules say so, in English", async ({ as, stranger }) => {
  const camille = await as("camille", { baseURL: origin });
  const sam = await stranger({ baseURL: origin, locale: "en-GB", colorScheme: "dark", ...PHONE });
  await sam.goto("/register");
  await asks(sam, "Sam Reed", "sam@communs.example");
  await sam.goto((await letterTo(server, "sam@communs.example", /^Confirm your address/)).link);
  await sam.getByRole("button", { name: "This is my address" }).click();
  await expect(sam.getByRole("heading", { level: 1, name: "Your request is waiting" })).toBeVisible();
  await camille.goto("/people/joining");
  await camille.getByRole("button", { name: "Refuser Sam Reed" }).click();
  await camille.getByLabel("Quelques mots à leur intention").fill("Rejoignez d’abord l’atelier.");
  await expectAccessible(camille, "refusing");
  await camille.getByRole("button", { name: "Refuser 1 demande" }).click();
  await message(camille, /demande refusée/).waitFor();
  expect((await letterTo(server, "sam@communs.example", /^Your request at/)).text).toContain("Rejoignez d’abord l’atelier.");

  await camille.getByRole("combobox", { name: "Une fois l’adresse confirmée" }).click();
  await camille.getByRole("option", { name: "L’accès s’ouvre aussitôt" }).click();
  await camille.getByRole("button", { name: "Enregistrer" }).click();
  await message(camille, "Les règles sont enregistrées.").waitFor();
  const kim = await stranger({ baseURL: origin, locale: "en-GB", ...PHONE });
  await kim.goto("/register");
  await asks(kim, "Kim Park", "kim@communs.example");
  await kim.goto((await letterTo(server, "kim@communs.example", /^Confirm your address/)).link);
  await expect(kim.getByLabel("Your name")).toHaveValue("Kim Park");
  await kim.getByLabel("Password", { exact: true }).fill(PHRASE);
  await expectAccessible(kim, "an address that is confirmed");
  await kim.getByRole("button", { name: "Join Les Communs" }).click();
  await expect(kim.getByRole("heading", { level: 1, name: "Welcome, Kim" })).toBeFocused();
});

test("a link for a domain confirms the address first", async ({ as, stranger }) => {
  const camille = await as("camille", { baseURL: origin });
  await camille.goto("/people/invitations");
  await camille.getByRole("button", { name: "Inviter", exact: true }).click();
  await camille.getByRole("combobox", { name: "Pour qui" }).click();
  await camille.getByRole("option", { name: /Plusieurs personnes, par un m/ }).click();
  await camille.getByLabel("Seulement pour les adresses à ces domaines").fill("partenaire.example");
  await camille.getByRole("button", { name: "Créer le lien" }).click();
  const link = await camille.getByLabel("Lien", { exact: true }).inputValue();
  const ida = await stranger({ baseURL: origin, ...PHONE });
  await ida.goto(link);
  await expect(ida.getByText("Ce lien est réservé à certaines adresses.", { exact: false })).toBeVisible();
  await ida.getByLabel("Votre nom").fill("Ida Berg");
  await ida.getByLabel("Adresse e-mail").fill("ida@ailleurs.example");
  await ida.getByRole("button", { name: "M’envoyer le message" }).click();
  await expect(ida.getByText("Donnez une adresse en @partenaire.example.")).toBeVisible();
  await expectAccessible(ida, "a link for a domain");
  await asks(ida, "Ida Berg", "ida@partenaire.example");
  await ida.goto((await letterTo(server, "ida@partenaire.example", /^Confirmez votre adresse/)).link);
  await ida.getByLabel("Mot de passe", { exact: true }).fill(PHRASE);
  await ida.getByRole("button", { name: "Rejoindre Les Communs" }).click();
  await expect(ida.getByRole("heading", { level: 1, name: "Bienvenue, Ida" })).toBeFocused();
});
