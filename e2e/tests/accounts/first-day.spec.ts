// The first day: from the link in the terminal of a fresh installation to ten people who joined with their phones, by a
// list and letters, by a link that goes round, and by the domain of their address. What one of them does is timed.
import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../../support/access.ts";
import { letterTo } from "../../support/mail.ts";
import { startServer } from "../../support/server.ts";
import { expect, message, test } from "../../support/story.ts";

const PHRASE = "quatre pommes sous la pluie";
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
/** What the first visit of one person may take. */
const PATIENCE_MS = 120_000;

const WELCOME = /^(Bienvenue|Welcome), /;

/** From the moment the form is there to the suite. */
async function arrives(phone: Page): Promise<void> {
  await phone.getByLabel(/^(Mot de passe|Password)$/).fill(PHRASE);
  await phone.getByRole("button", { name: /^(Rejoindre|Join|Commencer$|Begin$)/ }).click();
  await expect(phone.getByRole("heading", { level: 1, name: WELCOME })).toBeFocused();
  await phone.getByRole("button", { name: /^(Commencer|Start)$/ }).click();
  await expect(phone.getByText(/^(Bonjour|Bonsoir|Good (morning|afternoon|evening)),? /)).toBeVisible();
}

test("from the set-up link to ten people, by phone", async ({ stranger }) => {
  test.setTimeout(300_000);
  const server = await startServer("serve");
  try {
    const origin = `http://localhost:${server.port}`;
    const zoe = await stranger({ baseURL: origin });
    await expect.poll(() => server.printed()).toMatch(/\/setup\?token=\S+/);
    await zoe.goto(/http:\/\/\S+(\/setup\?token=\S+)/.exec(server.printed())?.[1] ?? "");
    await zoe.getByLabel("Nom de l’organisation").fill("La Ressourcerie");
    await zoe.getByLabel("Nom", { exact: true }).fill("Zoé Lambert");
    await zoe.getByLabel("Nom de connexion").fill("zoe");
    await zoe.getByLabel("Adresse e-mail").fill("zoe@ressourcerie.example");
    await zoe.getByLabel("Mot de passe", { exact: true }).fill("une brouette verte et deux seaux");
    await zoe.getByRole("button", { name: "Créer l’organisation" }).click();
    await expect(zoe.getByText(/^(Bonjour|Bonsoir) Zoé$/)).toBeVisible();

    // Four by a list: their accounts are there, with their group, before they come.
    await zoe.goto("/people/import");
    await zoe.locator("input[type=file]").setInputFiles({
      name: "équipe.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(
        "nom;courriel;groupes;langue\nAwa Diallo;awa@a.example;Atelier;\nNoé Martin;noe@a.example;Atelier;\n" +
          "Kim Park;kim@a.example;Atelier;en\nIda Berg;ida@a.example;;\n",
      ),
    });
    await zoe.getByRole("button", { name: "Importer 4 personnes" }).click();
    await expect(zoe.getByRole("heading", { level: 2, name: "Résultat" })).toBeVisible({ timeout: 30_000 });

    let slowest = 0;
    for (const [who, subject] of [
      ["awa", /vous attend/],
      ["noe", /vous attend/],
      ["kim", /is waiting for you/],
      ["ida", /vous attend/],
    ] as const) {
      const phone = await stranger({ baseURL: origin, ...PHONE, locale: who === "kim" ? "en-GB" : "fr-FR" });
      const { link } = await letterTo(server, `${who}@a.example`, subject);
      const begun = Date.now();
      await phone.goto(link);
      await arrives(phone);
      slowest = Math.max(slowest, Date.now() - begun);
    }

    // Three by a link that goes round.
    await zoe.goto("/people/invitations");
    await zoe.getByRole("button", { name: "Inviter", exact: true }).click();
    await zoe.getByRole("combobox", { name: "Pour qui" }).click();
    await zoe.getByRole("option", { name: /Plusieurs personnes, par un m/ }).click();
    await zoe.getByRole("button", { name: "Créer le lien" }).click();
    const link = await zoe.getByLabel("Lien", { exact: true }).inputValue();
    for (const name of ["Max Fort", "Lia Sol", "Tom Bois"]) {
      const phone = await stranger({ baseURL: origin, ...PHONE });
      const begun = Date.now();
      await phone.goto(link);
      await phone.getByLabel("Votre nom").fill(name);
      await phone.getByLabel("Adresse e-mail").fill(`${name.split(" ")[0]?.toLowerCase()}@b.example`);
      await arrives(phone);
      slowest = Math.max(slowest, Date.now() - begun);
    }

    // Three by the domain of their address.
    await zoe.goto("/people/joining");
    await zoe.getByRole("switch", { name: /Les personnes qui ont une adresse à certains domaines/ }).check();
    await zoe.getByLabel("Domaines de leurs adresses").fill("ressourcerie.example");
    await zoe.getByRole("combobox", { name: "Une fois l’adresse confirmée" }).click();
    await zoe.getByRole("option", { name: "L’accès s’ouvre aussitôt" }).click();
    await zoe.getByRole("button", { name: "Enregistrer" }).click();
    await message(zoe, "Les règles sont enregistrées.").waitFor();
    for (const name of ["Eva Loir", "Ali Mer", "Jo Vent"]) {
      const email = `${name.split(" ")[0]?.toLowerCase()}@ressourcerie.example`;
      const phone = await stranger({ baseURL: origin, ...PHONE });
      const begun = Date.now();
      await phone.goto("/");
      await phone.getByRole("link", { name: /Pas encore de compte/ }).click();
      await phone.getByLabel("Votre nom").fill(name);
      await phone.getByLabel("Adresse e-mail").fill(email);
      await phone.getByRole("button", { name: "M’envoyer le message" }).click();
      await phone.goto((await letterTo(server, email, /^Confirmez votre adresse/)).link);
      await arrives(phone);
      await expectNoSidewaysScroll(phone);
      slowest = Math.max(slowest, Date.now() - begun);
    }
    expect(slowest, "the first visit of one person").toBeLessThan(PATIENCE_MS);
    test.info().annotations.push({ type: "slowest first visit", description: `${slowest} ms` });

    await zoe.goto("/people");
    await expect(zoe.getByRole("table", { name: "Personnes" }).getByRole("row")).toHaveCount(12);
    await expectAccessible(zoe, "eleven people");
  } finally {
    await server.stop();
  }
});
