// What happens to somebody is in their bell at once, in every tab; read, tidied away, brought back.
import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../../support/access.ts";
import { expect, message, speak, test } from "../../support/story.ts";
import { groupWith } from "./support.ts";

const unreadOf = async (page: Page): Promise<number> =>
  (await (await page.request.get("/api/notifications/unread")).json()).unread;

test("the bell rings at once, and what it says leads there", async ({ as }) => {
  const [camille, nicolas] = [await as("camille"), await as("nicolas")];
  await speak(nicolas, "fr");
  await nicolas.goto("/notifications");
  const tab = await nicolas.context().newPage();
  await speak(tab, "fr");
  await tab.goto("/files");
  const bell = tab.getByRole("button", { name: /^Notifications/ });
  await expect(bell).toBeVisible();
  const before = await unreadOf(nicolas);

  const name = await groupWith(camille, "nicolas");
  await expect(bell).toHaveAccessibleName(new RegExp(`${before + 1} non lue`));
  const line = nicolas.getByRole("listitem").filter({ hasText: name });
  await expect(line).toBeVisible();
  await expect(line).toContainText("Camille Roche");
  await expectAccessible(nicolas, "the list");

  await bell.click();
  const panel = tab.getByRole("dialog", { name: "Notifications" });
  const told = panel.getByRole("link", { name: new RegExp(name) });
  await expect(told).toBeVisible();
  await expectAccessible(tab, "the panel of the bell");
  await tab.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(bell).toBeFocused();
  await bell.press("Enter");
  await told.press("Enter");
  await expect(tab.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(panel).toBeHidden();
  // The other tab knows that it was read.
  await expect(line.getByText("Non lue")).toHaveCount(0);
  await line.getByRole("button", { name: /^Marquer comme non lue/ }).click();
  await expect(bell).toHaveAccessibleName(new RegExp(`${before + 1} non lue`));
});

test("lines are read, deleted and brought back", async ({ as }) => {
  const [camille, hugo] = [await as("camille"), await as("hugo")];
  const name = await groupWith(camille, "hugo");
  await speak(hugo, "en");
  await hugo.goto("/notifications");
  const line = hugo.getByRole("listitem").filter({ hasText: name });
  await line.getByRole("button", { name: /^Delete/ }).click();
  await expect(line).toBeHidden();
  await hugo.getByRole("button", { name: "Undo" }).click();
  await expect(line).toBeVisible();
  await expect(line.getByText("Unread")).toHaveCount(1);

  await hugo.getByRole("button", { name: "Mark everything as read" }).click();
  await expect(message(hugo, "Everything is marked as read.")).toBeVisible();
  await expect(line.getByText("Unread")).toHaveCount(0);
  await hugo.getByRole("button", { name: "Undo" }).last().click();
  await expect(line.getByText("Unread")).toHaveCount(1);
  await hugo.getByRole("button", { name: "Mark everything as read" }).click();
  await hugo.getByRole("switch", { name: "Unread only" }).click();
  await expect(hugo).toHaveURL(/unread=true/);
  await expect(hugo.getByRole("heading", { name: "You have read everything" })).toBeVisible();
  await expectAccessible(hugo, "nothing unread");
  await hugo.getByRole("button", { name: "Show what was read" }).click();
  await expect(line).toBeVisible();
});

test("on a phone the bell leads to the page", async ({ as }) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const [camille, sofia] = [await as("camille"), await as("sofia", phone)];
  const name = await groupWith(camille, "sofia");
  await speak(sofia, "fr");
  await sofia.goto("/");
  await sofia.getByRole("link", { name: /^Notifications/ }).click();
  const line = sofia.getByRole("listitem").filter({ hasText: name });
  await expect(line.getByRole("link")).toBeVisible();
  await expectNoSidewaysScroll(sofia);
  await expectAccessible(sofia, "the list on a phone");
  await line.getByRole("link").click();
  await expect(sofia.getByRole("heading", { level: 1, name })).toBeVisible();
});
