// The help: the guide of the page, the others, the keys, and whom to ask.
import { expectAccessible, expectNoSidewaysScroll } from "../../support/access.ts";
import { openFolder } from "../../support/files.ts";
import { expect, speak, test } from "../../support/story.ts";

test("“?” opens the guide of the page, finds others, and leads to their pages", async ({ as, folder }) => {
  const page = await as("camille");
  await openFolder(page, folder.id);
  await page.getByRole("button", { name: "Aide" }).click();
  const help = page.getByRole("dialog", { name: "Aide" });
  await expect(help.getByRole("heading", { level: 3, name: "Fichiers" })).toBeVisible();
  await expect(help.getByText("Ce que vous pouvez faire ici")).toBeVisible();
  await expectAccessible(page, "the help");
  await help.getByLabel("Chercher dans l’aide").fill("corbeille definitivement");
  await help.getByRole("button", { name: "Corbeille" }).click();
  await expect(help.getByRole("heading", { name: "Corbeille" })).toBeFocused();
  await help.getByRole("button", { name: "Le guide de cette page" }).click();
  await help.getByRole("list", { name: "Autres guides" }).getByRole("button", { name: "Groupes" }).click();
  await help.getByRole("button", { name: "Aller à cette page" }).click();
  await expect(page).toHaveURL(/\/groups$/);
  await expect(help).toBeHidden();
  await page.keyboard.press("?");
  await expect(help.getByRole("heading", { level: 3, name: "Groupes" })).toBeVisible();
});

test("the keys of the page, under “?”", async ({ as, folder }) => {
  const page = await as("camille");
  await openFolder(page, folder.id);
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Aide" });
  await expect(help.getByText("Renommer", { exact: true })).toBeVisible();
  await help.getByRole("switch", { name: "Raccourcis d’une seule touche" }).click();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await page.keyboard.press("?");
  await expect(help).toBeHidden();
  await page.getByRole("button", { name: /Camille Roche/ }).click();
  await page.getByRole("menuitem", { name: /Clavier/ }).click();
  await expect(help.getByRole("heading", { name: "Raccourcis de cette page" })).toBeInViewport();
});

test("guides are for what one may do, in one’s language, on a phone too", async ({ as }) => {
  const page = await as("hugo", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await speak(page, "en");
  await page.goto("/");
  await page.getByRole("button", { name: "Help" }).click();
  const help = page.getByRole("dialog", { name: "Help" });
  await expect(help.getByRole("heading", { name: "Home" })).toBeVisible();
  await expect(help.getByRole("list", { name: "Other guides" }).getByRole("button", { name: "People" })).toBeVisible();
  await expect(help.getByRole("button", { name: "Invitations" })).toHaveCount(0);
  await expect(help.getByRole("heading", { name: "Keys of this page" })).toHaveCount(0);
  await expect(help.getByRole("heading", { name: "Somebody to ask" })).toBeVisible();
  expect((await help.boundingBox())?.width).toBe(390);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page, "the help on a phone");
});

test("the organisation’s support contact stands in the help", async ({ as }) => {
  const page = await as("camille");
  // For this page only: other stories see the organisation as it is.
  await page.route("**/api/organisations/current", async (route) => {
    const answer = await route.fetch();
    const support = {
      name: "Jeanne, le mardi",
      email: "aide@les-communs.example",
      phone: "01 23 45 67 89",
      link: "javascript:alert(1)",
      note: "Dites sur quelle page vous étiez.",
    };
    await route.fulfill({ response: answer, json: { ...(await answer.json()), support } });
  });
  await page.goto("/");
  await page.getByRole("button", { name: "Aide" }).click();
  const help = page.getByRole("dialog", { name: "Aide" });
  await expect(help.getByText("Jeanne, le mardi")).toBeVisible();
  await expect(help.getByRole("link", { name: "aide@les-communs.example" })).toHaveAttribute(
    "href",
    "mailto:aide@les-communs.example",
  );
  await expect(help.getByRole("link", { name: "01 23 45 67 89" })).toHaveAttribute("href", "tel:0123456789");
  await expect(help.getByRole("link", { name: /alert/ })).toHaveCount(0);
});
