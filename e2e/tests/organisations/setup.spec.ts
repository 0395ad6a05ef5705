// A server where nobody lives yet: the link in its terminal opens once.
import { startServer } from "../../support/server.ts";
import { expectAccessible } from "../../support/access.ts";
import { expect, test } from "../../support/story.ts";

test("from the link in the terminal to an organisation of one's own", async ({ stranger }) => {
  test.slow();
  const server = await startServer("serve");
  try {
    const origin = `http://localhost:${server.port}`;
    const page = await stranger({ baseURL: origin });
    await page.goto("/");
    await expect(page.getByText("Ce serveur fonctionne et n’a pas encore d’organisation.")).toBeVisible();
    await expectAccessible(page, "no organisation yet");

    await page.goto("/setup?token=pas-le-bon");
    await expect(page.getByText("Ce lien n’ouvre plus l’installation.")).toBeVisible();
    await expectAccessible(page, "a link that opens nothing");

    await expect.poll(() => server.printed()).toMatch(/\/setup\?token=\S+/);
    const link = /http:\/\/\S+(\/setup\?token=\S+)/.exec(server.printed())?.[1] ?? "";
    await page.goto(link);
    await expectAccessible(page, "set-up");
    await page.getByRole("button", { name: "Créer l’organisation" }).click();
    await expect(page.getByText("Une adresse e-mail ressemble à nom@exemple.org.")).toBeVisible();
    await expectAccessible(page, "set-up with what is missing");

    await page.getByLabel("Nom de l’organisation").fill("La Ressourcerie");
    await page.getByLabel("Nom", { exact: true }).fill("Zoé Lambert");
    await expect(page.getByLabel("Nom de connexion")).toHaveValue(/^zoe/);
    await page.getByLabel("Nom de connexion").fill("zoe");
    await page.getByLabel("Adresse e-mail").fill("zoe@ressourcerie.example");
    await page.getByLabel("Mot de passe", { exact: true }).fill("une brouette verte et deux seaux");
    await page.getByRole("button", { name: "Créer l’organisation" }).click();

    await expect(page.getByText(/^(Bonjour|Bonsoir) Zoé$/)).toBeVisible();
    await expect(page).toHaveTitle(/La Ressourcerie/);
    await page.goto("/files");
    await expect(page.getByText("Rien ici pour l’instant")).toBeVisible();

    const second = await stranger({ baseURL: origin });
    await second.goto(link);
    await expect(second.getByText("Ce lien n’ouvre plus l’installation.")).toBeVisible();
  } finally {
    await server.stop();
  }
});
