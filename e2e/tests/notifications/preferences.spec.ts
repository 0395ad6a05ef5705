// How people hear of things: what they choose, what their administrators choose for those who chose nothing, and the
// way out in every letter. In a demonstration of its own, whose letters are read.
import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../../support/access.ts";
import { letters, letterTo } from "../../support/mail.ts";
import { type Server, startServer } from "../../support/server.ts";
import { expect, type Stage, test } from "../../support/story.ts";
import { groupWith } from "./support.ts";

test.describe.configure({ mode: "default", timeout: 120_000 });

let server: Server;
let origin: string;
test.beforeAll(async () => {
  test.setTimeout(150_000);
  server = await startServer("demo");
  origin = `http://localhost:${server.port}`;
});
test.afterAll(() => server?.stop());

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const here = (as: Stage["as"], handle: string, options = {}) => as(handle, { baseURL: origin, ...options });
/** The person's language: what they are told of is said in it, too. */
async function speak(page: Page, language: "fr" | "en"): Promise<void> {
  const headers = { "sec-fetch-site": "same-origin" };
  const answer = await page.request.patch(`${origin}/api/accounts/me`, { headers, data: { language } });
  expect(answer.status(), await answer.text()).toBe(200);
}
const address = (handle: string) => `${handle}@les-communs.example`;

const field = (page: Page, name: string) => page.getByRole("combobox", { name, exact: true });
async function choose(page: Page, kind: string, how: string): Promise<void> {
  await field(page, kind).click();
  await page.getByRole("option", { name: how }).click();
  await expect(field(page, kind)).toHaveValue(how);
}
/** Who got a letter about this group. */
const toldOf = async (group: string) =>
  (await letters(server)).filter(({ subject }) => subject.includes(group)).map(({ to }) => to);

test("a kind is mailed as one chose, and quiet hours are kept", async ({ as }) => {
  const camille = await here(as, "camille");
  const [lucie, elise] = [await here(as, "lucie"), await here(as, "elise", PHONE)];
  await speak(lucie, "fr");
  await lucie.goto("/notifications/preferences");
  const kind = "E-mail : Vous rejoignez un groupe";
  await expect(lucie.getByText("Quelqu’un demande à rejoindre l’organisation")).toHaveCount(0);
  await choose(lucie, kind, "E-mail aussitôt");
  await expect(lucie.getByRole("button", { name: /^Rétablir le choix habituel/ })).toBeVisible();
  await expectAccessible(lucie, "preferences");

  await speak(elise, "en");
  await elise.goto("/notifications/preferences");
  await choose(elise, "Mail: You come into a group", "Mail at once");
  await elise.getByRole("switch", { name: "Leave me alone at certain hours" }).click();
  await elise.getByLabel("From", { exact: true }).fill("00:00");
  await elise.getByLabel("To", { exact: true }).fill("00:00");
  await expect(elise.getByText("They end on the next day.")).toBeVisible();
  await field(elise, "At").click();
  await elise.getByRole("option", { name: "18:00" }).click();
  await expectNoSidewaysScroll(elise);
  await expectAccessible(elise, "preferences on a phone");

  // Both are told at the same time, and one of them wants to be left alone.
  const group = await groupWith(camille, "elise", "lucie");
  await letterTo(server, address("lucie"), new RegExp(group));
  expect(await toldOf(group)).toEqual([address("lucie")]);

  await elise.reload();
  await expect(field(elise, "Mail: You come into a group")).toHaveValue("Mail at once");
  await expect(elise.getByLabel("From", { exact: true })).toHaveValue("00:00");
  await expect(field(elise, "At")).toHaveValue("18:00");

  await lucie.getByRole("button", { name: /^Rétablir le choix habituel/ }).click();
  await expect(field(lucie, kind)).toHaveValue("Résumé du jour");
});

test("the account leads to the preferences", async ({ as }) => {
  const fatou = await here(as, "fatou");
  await speak(fatou, "fr");
  await fatou.goto("/account#preferences");
  await fatou.getByRole("link", { name: /^Choisir ce qui vous est annoncé/ }).click();
  await expect(fatou.getByRole("heading", { level: 1, name: "Préférences de notification" })).toBeVisible();
});

test("a letter is stopped by its link, or by the mail program's own button, without signing in", async ({ as, stranger, playwright }) => {
  const [camille, oscar] = [await here(as, "camille"), await here(as, "oscar")];
  await speak(oscar, "fr");
  await oscar.goto("/notifications/preferences");
  const kind = field(oscar, "E-mail : Vous rejoignez un groupe");
  await choose(oscar, "E-mail : Vous rejoignez un groupe", "E-mail aussitôt");
  const first = await groupWith(camille, "oscar");
  const letter = await letterTo(server, address("oscar"), new RegExp(first));
  expect(letter.unsubscribe).toContain(origin);

  // The link, in a browser where nobody is signed in: it asks before it does anything.
  const somebody = await stranger({ baseURL: origin });
  await somebody.goto(letter.unsubscribe);
  await expect(somebody.getByRole("heading", { name: "Arrêter ces e-mails" })).toBeVisible();
  await expectAccessible(somebody, "whether to stop");
  await expect(kind).toHaveValue("E-mail aussitôt");
  await somebody.getByRole("button", { name: "Arrêter ces e-mails" }).click();
  await expect(somebody.getByRole("heading", { name: "Ces e-mails ne viendront plus" })).toBeVisible();
  await expectAccessible(somebody, "stopped");
  // The open page of preferences knows.
  await expect(kind).toHaveValue("Pas d’e-mail");
  await somebody.getByRole("button", { name: /recevoir à nouveau/ }).click();
  await expect(kind).toHaveValue("E-mail aussitôt");

  // The button of the mail program.
  const program = await playwright.request.newContext();
  const posted = await program.post(letter.unsubscribe, { form: { "List-Unsubscribe": "One-Click" } });
  expect(posted.status()).toBeLessThan(300);
  await program.dispose();
  await expect(kind).toHaveValue("Pas d’e-mail");

  // From now on others are told by mail, and Oscar in his list alone.
  const jeanne = await here(as, "jeanne");
  await speak(jeanne, "fr");
  await jeanne.goto("/notifications/preferences");
  await choose(jeanne, "E-mail : Vous rejoignez un groupe", "E-mail aussitôt");
  const second = await groupWith(camille, "oscar", "jeanne");
  await letterTo(server, address("jeanne"), new RegExp(second));
  expect(await toldOf(second)).toEqual([address("jeanne")]);
  await oscar.goto("/notifications");
  await expect(oscar.getByRole("listitem").filter({ hasText: second })).toBeVisible();

  await somebody.goto(`/notifications/stop/${"A".repeat(40)}`);
  await expect(somebody.getByRole("heading", { name: "Ce lien ne mène nulle part" })).toBeVisible();
  await expectAccessible(somebody, "a link that leads nowhere");
});

test("administrators choose for those who chose nothing", async ({ as }) => {
  const camille = await here(as, "camille");
  const [adama, hugo] = [await here(as, "adama"), await here(as, "hugo")];
  await speak(hugo, "en");
  await hugo.goto("/notifications/preferences");
  await choose(hugo, "Mail: You come into a group", "No mail");
  await expect(hugo.getByRole("link", { name: "Choose what is usual for everybody" })).toHaveCount(0);
  await hugo.goto("/settings/notifications");
  await expect(hugo).toHaveURL(/\/notifications\/preferences$/);

  await speak(camille, "fr");
  await camille.goto("/settings");
  await camille.getByRole("navigation", { name: "Réglages de l’organisation" }).getByRole("link", { name: "Notifications" }).click();
  await expect(field(camille, "E-mail : Quelqu’un demande à rejoindre l’organisation")).toBeVisible();
  await choose(camille, "E-mail : Vous rejoignez un groupe", "E-mail aussitôt");
  await expectAccessible(camille, "what is usual");

  await speak(adama, "fr");
  await adama.goto("/notifications/preferences");
  await expect(field(adama, "E-mail : Vous rejoignez un groupe")).toHaveValue("E-mail aussitôt");
  await expect(adama.getByRole("button", { name: /^Rétablir/ })).toHaveCount(0);
  const group = await groupWith(camille, "hugo", "adama");
  await letterTo(server, address("adama"), new RegExp(group));
  expect(await toldOf(group)).toEqual([address("adama")]);

  await camille.goto("/settings/journal");
  await expect(camille.getByText("Notifications pour tout le monde modifiées").first()).toBeVisible();
  await camille.setViewportSize({ width: 390, height: 844 });
  await camille.goto("/settings/notifications");
  await expect(field(camille, "E-mail : Vous rejoignez un groupe")).toBeVisible();
  await expectNoSidewaysScroll(camille);
  await expectAccessible(camille, "what is usual, on a phone");
});
