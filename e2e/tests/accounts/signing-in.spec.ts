// The door: getting in, being refused, getting out.
import { ATELIER, expect, PASSWORD, signIn, test } from "../../support/story.ts";

test("a person signs in, and out again", async ({ stranger }) => {
  const page = await stranger();
  await page.goto("/files");
  await expect(page.getByRole("heading", { level: 1, name: "Bienvenue" })).toBeVisible();
  await expect(page.getByLabel("Nom de connexion ou adresse e-mail")).toBeFocused();

  await signIn(page, "camille");
  await expect(page.getByRole("heading", { level: 1, name: "Mes fichiers" })).toBeAttached();

  await page.getByRole("button", { name: /Camille Roche/ }).click();
  await page.getByRole("menuitem", { name: "Se déconnecter" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Bienvenue" })).toBeVisible();

  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Bienvenue" })).toBeVisible();
  expect((await page.request.get("/api/accounts/me")).status()).toBe(401);
});

test("the e-mail address opens the same door", async ({ stranger }) => {
  const page = await stranger();
  await page.goto("/");
  await signIn(page, "camille@les-communs.example");
  await expect(page.getByText(/^(Bonjour|Bonsoir) Camille$/)).toBeVisible();
});

test("a wrong password is explained, in French and in English", async ({ stranger }) => {
  const page = await stranger();
  await page.goto("/");
  await signIn(page, "bertrand", "ce-n-est-pas-ça");
  await expect(page.getByText("Ce nom et ce mot de passe ne vont pas ensemble.")).toBeVisible();
  await expect(page.getByLabel("Nom de connexion ou adresse e-mail")).toHaveValue("bertrand");

  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByText("This name and password do not go together.")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");

  await signIn(page, "bertrand");
  await expect(page.getByText(/^(Bonjour|Bonsoir) Bertrand$/)).toBeVisible();
});

test("nothing typed, nothing sent", async ({ stranger }) => {
  const page = await stranger();
  await page.goto("/");
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByText("Saisissez votre nom de connexion ou votre adresse e-mail.")).toBeVisible();
  await expect(page.getByText("Saisissez votre mot de passe.")).toBeVisible();
});

test("whoever keeps guessing has to wait, and is told how long", async ({ stranger }) => {
  const page = await stranger();
  await page.goto("/");
  const guess = () =>
    page.request.post("/api/accounts/session", {
      data: { login: "quelqu-un", password: "au-hasard", remember: false },
    });
  const wait = page.getByRole("button", { name: /^Réessayer dans \d+ s$/ });
  // A slow machine may let the first wait pass before the page asks; the next is twice as long.
  await expect(async () => {
    await Promise.all(Array.from({ length: 6 }, guess));
    await signIn(page, "quelqu-un", "au-hasard");
    await expect(wait).toBeVisible({ timeout: 1500 });
  }).toPass();
  await expect(page.getByText("Trop de tentatives.")).toBeVisible();
  await expect(wait).toBeDisabled();
  await expect(page.getByRole("button", { name: "Se connecter" })).toBeEnabled();
});

test("a session that ends elsewhere ends here at once, and what was open waits", async ({ as }) => {
  const [here, elsewhere] = [await as("jeanne"), await as("jeanne")];
  await here.goto("/files");
  await here.getByRole("link", { name: "Bureau" }).click();
  await expect(here.getByRole("heading", { level: 1, name: "Bureau" })).toBeAttached();

  await elsewhere.goto("/account#sessions");
  await elsewhere.getByRole("button", { name: "Déconnecter tous les autres" }).click();

  await expect(here.getByRole("heading", { level: 1, name: "Reconnectez-vous" })).toBeVisible();
  await signIn(here, "jeanne");
  await expect(here.getByRole("heading", { level: 1, name: "Bureau" })).toBeAttached();
  await expect(here.getByRole("row", { name: "Procès-verbaux", exact: true })).toBeVisible();
});

test("language and theme are kept with the account", async ({ as }) => {
  const page = await as("nicolas");
  await page.goto("/");
  await page.getByRole("button", { name: /Nicolas Garnier/ }).click();
  await page.getByRole("menuitemradio", { name: "English" }).click();
  await expect(page.getByRole("link", { name: "Home" }).first()).toBeVisible();
  await page.getByRole("button", { name: /Nicolas Garnier/ }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");

  await page.reload();
  await expect(page.getByText(/^Good (morning|afternoon|evening), Nicolas$/)).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");

  const phone = await as("nicolas", { viewport: { width: 390, height: 844 } });
  await phone.goto("/");
  await expect(phone.getByText(/^Good (morning|afternoon|evening), Nicolas$/)).toBeVisible();
  await expect(phone.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
});

test("another organisation does not know the person, nor her session", async ({ as, stranger }) => {
  const neighbour = await stranger({ baseURL: ATELIER });
  await neighbour.goto("/");
  await expect(neighbour).toHaveTitle(/Atelier Nord/);
  await signIn(neighbour, "camille", PASSWORD);
  await expect(neighbour.getByText("Ce nom et ce mot de passe ne vont pas ensemble.")).toBeVisible();

  const camille = await as("camille");
  const [cookie] = await camille.context().cookies();
  const stolen = await neighbour.request.get("/api/accounts/me", {
    headers: { Cookie: `${cookie?.name}=${cookie?.value}` },
  });
  expect(stolen.status()).toBe(401);

  await signIn(neighbour, "marthe");
  await expect(neighbour.getByText(/^(Bonjour|Bonsoir) Marthe$/)).toBeVisible();
});
