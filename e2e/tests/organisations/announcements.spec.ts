// Something to tell everybody: written once, above every page at once, until each has hidden it or it ends. In a
// demonstration of its own, for everybody sees it.
import type { BrowserContextOptions, Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../../support/access.ts";
import { type Server, startServer } from "../../support/server.ts";
import { expect, message, type Stage, speak, test } from "../../support/story.ts";

test.describe.configure({ mode: "default", timeout: 120_000 });

let server: Server;
let origin: string;
test.beforeAll(async () => {
  test.setTimeout(150_000);
  server = await startServer("demo");
  origin = `http://localhost:${server.port}`;
});
test.afterAll(() => server?.stop());

const here = (as: Stage["as"], handle: string, options: BrowserContextOptions = {}) =>
  as(handle, { baseURL: origin, ...options });
const banner = (page: Page) => page.getByRole("region", { name: /^(Annonce|Announcement)$/ });

test("an announcement is above every open page at once, until it is hidden or over", async ({ as }) => {
  const [camille, lucie, phone] = [
    await here(as, "camille"),
    await here(as, "lucie"),
    await here(as, "lucie", { viewport: { width: 390, height: 844 } }),
  ];
  await lucie.goto("/files");
  await phone.goto("/");
  await expect(lucie.getByRole("grid")).toBeVisible();
  await expect(banner(lucie)).toBeHidden();

  await camille.goto("/settings/announcements");
  await expect(camille.getByRole("heading", { name: "Aucune annonce pour l’instant" })).toBeVisible();
  await expectAccessible(camille, "no announcement yet");
  await camille.getByRole("button", { name: "Nouvelle annonce" }).click();
  const dialog = camille.getByRole("dialog");
  await dialog.getByRole("button", { name: "Annoncer" }).click();
  await expect(dialog.getByText("Il faut un titre.")).toBeVisible();
  await dialog.getByLabel("Titre").fill("Le local est fermé lundi");
  await dialog.getByLabel("Texte").fill("Des travaux, toute la journée. Le plan : https://les-communs.example/plan.");
  await expectAccessible(camille, "a new announcement");
  await dialog.getByRole("button", { name: "Annoncer" }).click();
  await message(camille, "C’est annoncé.").waitFor();

  // Live, on the page that was open, whatever it is.
  await expect(banner(lucie)).toContainText("Le local est fermé lundi");
  await expect(banner(lucie).getByRole("link", { name: "https://les-communs.example/plan" })).toBeVisible();
  await expectAccessible(lucie, "files below an announcement");
  await expect(banner(phone)).toBeVisible();
  await expectNoSidewaysScroll(phone);
  await expectAccessible(phone, "home below an announcement, on a phone");

  // Hidden once, hidden everywhere; and back.
  await banner(lucie).getByRole("button", { name: "Masquer cette annonce" }).click();
  await expect(banner(lucie)).toBeHidden();
  await expect(banner(phone)).toBeHidden();
  await lucie.getByRole("button", { name: "Annuler" }).click();
  await expect(banner(lucie)).toBeVisible();
  await expect(banner(phone)).toBeVisible();
  await banner(lucie).getByRole("button", { name: "Masquer cette annonce" }).click();
  await lucie.goto("/");
  await expect(lucie.getByText(/^(Bonjour|Bonsoir) Lucie$/)).toBeVisible();
  await expect(banner(lucie)).toBeHidden();

  // The notice leads to it.
  await lucie.goto("/notifications");
  await lucie.getByRole("link", { name: /Annonce : Le local est fermé lundi/ }).click();
  await expect(lucie.getByRole("article").getByRole("heading", { name: "Le local est fermé lundi" })).toBeVisible();
  await expectAccessible(lucie, "the announcements");
  await lucie.goto("/settings/announcements");
  await expect(lucie).toHaveURL(/\/announcements$/);

  // Over: gone for everybody.
  await lucie.getByRole("button", { name: "Afficher de nouveau au-dessus des pages" }).click();
  await lucie.goto("/people");
  await expect(banner(lucie)).toBeVisible();
  const line = camille.getByRole("listitem").filter({ hasText: "Le local est fermé lundi" });
  await expect(line).toContainText("Tout le monde");
  await expectAccessible(camille, "the announcements, for administrators");
  await line.getByRole("button", { name: /^Terminer/ }).click();
  await expect(banner(lucie)).toBeHidden();
  await line.getByRole("button", { name: /^Supprimer/ }).click();
  await expect(line).toHaveCount(0);
  await camille.getByRole("button", { name: "Annuler" }).click();
  await expect(line).toContainText("Terminée");

  await camille.goto("/settings/journal");
  await expect(camille.getByText("Annonce terminée : Le local est fermé lundi")).toBeVisible();
});

test("for some groups, in English, on a phone; what looks like markup is text", async ({ as }) => {
  const phone = { viewport: { width: 390, height: 844 }, locale: "en-GB" };
  const camille = await here(as, "camille", phone);
  await speak(camille, "en");
  const group = await (await camille.request.get(`${origin}/api/accounts/groups?query=jardin`)).json();
  const inside = (await (await camille.request.get(`${origin}/api/accounts/groups/${group.items[0].id}/members`)).json()).items;
  const people = (await (await camille.request.get(`${origin}/api/accounts/people?limit=100`)).json()).items;
  const isIn = ({ id }: { id: string }) => inside.some((member: { person_id?: string; id?: string }) => (member.person_id ?? member.id) === id);
  const member = people.find((one: { id: string; handle: string }) => isIn(one) && one.handle !== "camille").handle;
  const other = people.find((one: { id: string; handle: string }) => !isIn(one) && one.handle !== "camille").handle;

  await camille.goto("/settings/announcements");
  await camille.getByRole("button", { name: "New announcement" }).click();
  const dialog = camille.getByRole("dialog");
  const title = "<b>Watering</b> & roses";
  await dialog.getByLabel("Title").fill(title);
  await dialog
    .getByLabel("Text")
    .fill(`<img src=x onerror="document.title='broken'"> [x](javascript:alert(1))\n\n${"Bring boots. ".repeat(40)}`);
  await dialog.getByRole("combobox", { name: "For whom" }).click();
  await camille.getByRole("option", { name: "The people of some groups" }).click();
  await dialog.getByRole("button", { name: "Announce" }).click();
  await expect(dialog.getByText("Choose a group, or everybody.")).toBeVisible();
  await dialog.getByLabel("Add a group").fill("Jardin");
  await camille.getByRole("option", { name: "Jardin", exact: true }).click();
  await expect(dialog.getByRole("list", { name: "Chosen groups" })).toContainText("Jardin");
  await dialog.getByRole("combobox", { name: "Until when" }).click();
  await camille.getByRole("option", { name: "At a chosen time" }).click();
  await expectNoSidewaysScroll(camille);
  await expectAccessible(camille, "an announcement to a group, on a phone");
  await dialog.getByRole("button", { name: "Announce" }).click();
  await message(camille, "It is announced.").waitFor();

  const reader = await here(as, member, phone);
  await speak(reader, "en");
  await reader.goto("/");
  await expect(banner(reader)).toContainText(title);
  await expect(banner(reader).locator("b, img, a[href^=javascript]")).toHaveCount(0);
  await expect(reader).not.toHaveTitle(/broken/);
  await expectNoSidewaysScroll(reader);
  const height = await banner(reader).evaluate((element) => element.getBoundingClientRect().height);
  expect(height, "a long text does not fill a phone").toBeLessThan(240);
  await banner(reader).getByRole("link", { name: "Read on" }).click();
  await expect(reader.getByRole("article")).toContainText("<img src=x");
  await expectAccessible(reader, "a long announcement on a phone");

  const outsider = await here(as, other, phone);
  await outsider.goto("/announcements");
  await expect(outsider.getByRole("heading", { name: "Nothing is announced at the moment" }).or(outsider.getByRole("heading", { name: "Aucune annonce en ce moment" }))).toBeVisible();
});
