// What every story begins with: people who are signed in, each in a browser of their own.
import { type APIRequestContext, type BrowserContextOptions, expect, type Page, test as base } from "@playwright/test";
import { type Folder, makeFolder, personalDrive, removeNode } from "./files.ts";

export { expect };

/** Everybody's in the demonstration. */
export const PASSWORD = "bienvenue-chez-nous";

/** The two organisations, as the stories reach them. */
export const COMMUNS = `http://localhost:${process.env.LIIIBRE_E2E_PORT}`;
export const ATELIER = `http://127.0.0.2:${process.env.LIIIBRE_E2E_PORT}`;

export interface Stage {
  /** A browser of somebody who is signed in; a second call for the same person is a second device. */
  as: (handle: string, options?: BrowserContextOptions) => Promise<Page>;
  /** A browser of somebody who is not. */
  stranger: (options?: BrowserContextOptions) => Promise<Page>;
  /** A new folder in the files of Camille, for this story alone. */
  folder: Folder;
}

export const test = base.extend<Stage>({
  stranger: async ({ browser, contextOptions, viewport, locale, timezoneId, colorScheme }, use) => {
    const contexts: { close: () => Promise<void> }[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({
        baseURL: COMMUNS,
        ...contextOptions,
        viewport,
        locale,
        timezoneId,
        colorScheme,
        reducedMotion: "reduce",
        ...options,
      });
      contexts.push(context);
      return await context.newPage();
    });
    for (const context of contexts) await context.close();
  },
  as: async ({ stranger }, use) => {
    await use(async (handle, options = {}) => {
      const page = await stranger(options);
      await signInQuietly(page.request, handle, options.baseURL);
      return page;
    });
  },
  folder: async ({ playwright }, use, { title }) => {
    const request = await playwright.request.newContext({ baseURL: COMMUNS });
    await signInQuietly(request, "camille");
    const root = (await personalDrive(request)).root_id;
    const folder = await makeFolder(request, root, `${title.slice(0, 60)} ${crypto.randomUUID().slice(0, 4)}`);
    await use(folder);
    await removeNode(request, folder.id);
    await request.dispose();
  },
});

/** Without the page: most stories begin behind the door. */
export async function signInQuietly(
  request: APIRequestContext,
  handle: string,
  organisation = COMMUNS,
  password = PASSWORD,
): Promise<void> {
  const answer = await request.post(`${organisation}/api/accounts/session`, {
    data: { login: handle, password, remember: true },
  });
  expect(answer.status(), `${handle} signs in: ${await answer.text()}`).toBe(200);
}

export async function signIn(page: Page, login: string, password = PASSWORD): Promise<void> {
  await page.getByLabel(/Nom de connexion|Sign-in name/).fill(login);
  await page.getByLabel(/^(Mot de passe|Password)$/).fill(password);
  await page.getByRole("button", { name: /^(Se connecter|Sign in)$/ }).click();
}

/** What was just said in a message at the edge of the page. */
export function message(page: Page, text: string | RegExp) {
  return page.getByRole("region", { name: /^Messages$/ }).getByText(text);
}

/** The person's language, and the theme of their device, for this page only: the account stays as it is. */
export async function speak(page: Page, language: "fr" | "en"): Promise<void> {
  await page.route("**/api/accounts/me", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), language, theme: "system" } });
  });
}
