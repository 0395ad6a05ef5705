// How an organisation presents itself, told in the smaller of the two: everybody sees it change.
import { picture } from "../../support/content.ts";
import { ATELIER, expect, message, test } from "../../support/story.ts";

test("the main administrator changes name, colour and logo, and everybody sees it", async ({ as }) => {
  const marthe = await as("marthe", { baseURL: ATELIER });
  const gilles = await as("gilles", { baseURL: ATELIER });
  await gilles.goto("/");
  await marthe.goto("/");
  await marthe.getByRole("button", { name: /Marthe Lindqvist/ }).click();
  await marthe.getByRole("menuitem", { name: "Réglages de l’organisation" }).click();
  await expect(marthe.getByRole("heading", { level: 1, name: "Réglages de l’organisation" })).toBeVisible();

  const accent = (page: typeof marthe) =>
    page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent").trim());
  const before = await accent(marthe);
  await marthe.getByRole("radio", { name: "#7a3b6e" }).check({ force: true });
  await expect.poll(() => accent(marthe), "the page shows the colour before it is kept").not.toBe(before);
  expect(await accent(gilles)).toBe(before);
  await marthe.getByRole("button", { name: "Annuler les changements" }).click();
  await expect.poll(() => accent(marthe)).toBe(before);

  // A colour that nobody could read on is adjusted, and that is said.
  await marthe.getByLabel("Code de la couleur").fill("#ffee55");
  await expect(marthe.getByText(/Cette couleur est montrée un peu plus foncée ou plus claire/)).toBeVisible();
  await marthe.getByLabel("Code de la couleur").fill("#3f4f9d");
  await marthe.getByLabel("Nom de l’organisation").fill("Atelier du Nord");
  await marthe.getByRole("button", { name: "Enregistrer", exact: true }).first().click();
  await message(marthe, "Les réglages sont enregistrés.").waitFor();
  await expect(gilles.getByRole("link", { name: "Atelier du Nord" })).toBeVisible();
  await expect.poll(() => accent(gilles)).not.toBe(before);

  const chooser = marthe.waitForEvent("filechooser");
  await marthe.getByRole("button", { name: "Ajouter un logo" }).click();
  const logo = { name: "logo.png", mimeType: "image/png", buffer: picture([47, 107, 79], 200, 200) };
  await (await chooser).setFiles(logo);
  await expect(marthe.getByRole("button", { name: "Changer le logo" })).toBeVisible();
  await expect(gilles.locator("header img")).toBeVisible();
});

test("nobody else gets to the settings", async ({ as }) => {
  const nadia = await as("nadia", { baseURL: ATELIER });
  await nadia.goto("/settings");
  await expect(nadia.getByText(/^(Bonjour|Bonsoir) Nadia$/)).toBeVisible();
  const refused = await nadia.request.patch("/api/organisations/current", {
    headers: { "Sec-Fetch-Site": "same-origin" },
    data: { name: "À moi" },
  });
  expect(refused.status()).toBe(403);
});
