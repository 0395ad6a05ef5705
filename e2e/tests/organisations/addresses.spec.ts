// Another domain that leads to the organisation: asked for, proved by what DNS says, removed and had back. In a
// demonstration of its own, which asks a DNS of its own.
import { get } from "node:http";
import { expectAccessible, expectNoSidewaysScroll } from "../../support/access.ts";
import { type Dns, startDns } from "../../support/dns.ts";
import { type Server, startServer } from "../../support/server.ts";
import { expect, message, speak, test } from "../../support/story.ts";

test.describe.configure({ mode: "default", timeout: 120_000 });

let dns: Dns;
let server: Server;
let origin: string;
test.beforeAll(async () => {
  test.setTimeout(150_000);
  dns = await startDns();
  server = await startServer("demo", { LIIIBRE_SERVER__RESOLVERS: JSON.stringify([dns.address]) });
  origin = `http://localhost:${server.port}`;
});
test.afterAll(async () => {
  await server?.stop();
  await dns?.stop();
});

const PHONE = { viewport: { width: 390, height: 844 } };
/** Where a browser is led that opens this domain; null where nobody answers. This machine knows no such name. */
const leadsTo = (host: string) =>
  new Promise<string | null>((resolve, reject) => {
    const opened = get({ host: "127.0.0.1", port: server.port, path: "/files?a=b", headers: { Host: host } });
    opened.once("error", reject).once("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode === 307 ? (answer.headers.location ?? null) : null);
    });
  });

test("a domain leads here once it is proved, and no more once it is removed", async ({ as }) => {
  const camille = await as("camille", { baseURL: origin });
  await camille.goto("/settings");
  await camille.getByRole("link", { name: "Adresses" }).click();
  await expect(camille.getByRole("heading", { level: 2, name: "L’adresse de l’organisation" })).toBeVisible();
  await expect(camille.getByText("Aucune pour l’instant.", { exact: false })).toBeVisible();
  await expectAccessible(camille, "no other address");

  const field = camille.getByLabel("Ajouter un domaine à vous");
  const add = camille.getByRole("button", { name: "Ajouter", exact: true });
  for (const bad of ["127.0.0.9", "imprimante.local", "https://communs.example"]) {
    await field.fill(bad);
    await add.click();
    await expect(camille.getByText(/Ce ne peut pas être une adresse à vous/)).toBeVisible();
  }
  await field.fill("www.crémerie.example");
  await add.click();
  await expect(camille.getByRole("heading", { level: 2, name: "À prouver : www.crémerie.example" })).toBeVisible();
  await expect(camille.getByText("(www.xn--crmerie-cya.example)")).toBeVisible();
  const name = await camille.getByRole("textbox", { name: "Nom (TXT)" }).inputValue();
  const value = await camille.getByRole("textbox", { name: "Valeur" }).first().inputValue();
  expect(name).toBe("_liiibre-challenge.www.xn--crmerie-cya.example");
  await expectAccessible(camille, "a domain to be proved");

  await camille.getByRole("button", { name: "Vérifier maintenant" }).click();
  await expect(camille.getByText("Pas encore prouvé")).toBeVisible();
  await camille.getByRole("button", { name: "Vérifier maintenant" }).click();
  await expect(camille.getByText("Trop de tentatives", { exact: false })).toBeVisible();
  dns.publish(name, "TXT", `${value}0`);
  await camille.waitForTimeout(10_500);
  await camille.getByRole("button", { name: "Vérifier maintenant" }).click();
  await expect(camille.getByText("Un autre texte a été trouvé")).toBeVisible();
  await expectAccessible(camille, "another text was found");
  dns.publish(name, "TXT", value);
  dns.publish("localhost", "A", "127.0.0.1");
  await camille.waitForTimeout(10_500);
  await camille.getByRole("button", { name: "Vérifier maintenant" }).click();
  await message(camille, "www.crémerie.example mène désormais ici.").waitFor();
  await expect(camille.getByRole("heading", { name: /^À prouver/ })).toHaveCount(0);
  expect(await leadsTo("www.xn--crmerie-cya.example")).toBe("http://localhost/files?a=b");
  await expect(camille.getByText("Ne mène encore nulle part", { exact: true })).toBeVisible();
  await camille.getByText("Ce qu’il faut publier").click();
  await expect(camille.getByRole("textbox", { name: "Nom (CNAME)" })).toHaveValue("www.xn--crmerie-cya.example");
  await expectAccessible(camille, "a domain that leads nowhere yet");

  dns.publish("www.xn--crmerie-cya.example", "A", "127.0.0.1");
  await camille.getByRole("button", { name: "Vérifier à nouveau" }).click();
  await expect(camille.getByText("Mène ici", { exact: true })).toBeVisible();

  await camille.getByRole("button", { name: "Retirer www.crémerie.example" }).click();
  await message(camille, "www.crémerie.example ne mène plus ici.").waitFor();
  await expect(camille.getByText("Aucune pour l’instant.", { exact: false })).toBeVisible();
  expect(await leadsTo("www.xn--crmerie-cya.example")).toBeNull();
  await camille.getByRole("button", { name: "Annuler" }).click();
  await message(camille, "www.crémerie.example mène de nouveau ici.").waitFor();
  await expect(camille.getByText("Mène ici", { exact: true })).toBeVisible();

  await camille.goto("/settings/journal");
  await expect(camille.getByText(/Adresse demandée, à prouver/).first()).toBeVisible();
  await expect(camille.getByText(/Adresse qui mène ici retirée/).first()).toBeVisible();
});

test("what another organisation has is refused, and whose it is is not told", async ({ as }) => {
  const camille = await as("camille", { baseURL: origin, ...PHONE });
  await speak(camille, "en");
  await camille.goto("/settings/addresses");
  const field = camille.getByLabel("Add a domain of yours");
  await field.fill("localhost");
  await expect(camille.getByText("This address leads here already.")).toBeVisible();
  await field.fill("given-up.example");
  await camille.getByRole("button", { name: "Add", exact: true }).click();
  const value = camille.getByRole("textbox", { name: "Value" }).first();
  const before = await value.inputValue();
  await expectNoSidewaysScroll(camille);
  await expectAccessible(camille, "a domain to be proved, on a phone");
  await camille.getByRole("button", { name: "Give up" }).click();
  await message(camille, "given-up.example is not asked for any more.").waitFor();
  await camille.getByRole("button", { name: "Undo" }).click();
  await expect(value).toHaveValue(before);

  const marthe = await as("marthe", { baseURL: `http://127.0.0.2:${server.port}` });
  const refused = await marthe.request.post("/api/organisations/domains", {
    headers: { "Sec-Fetch-Site": "same-origin" },
    data: { host: "www.xn--crmerie-cya.example" },
  });
  expect([refused.status(), (await refused.text()).includes("Communs")]).toEqual([409, false]);
  await marthe.goto("/settings/addresses");
  await marthe.getByLabel("Ajouter un domaine à vous").fill("www.crémerie.example");
  await marthe.getByRole("button", { name: "Ajouter", exact: true }).click();
  await expect(marthe.getByText(/Ce domaine sert déjà sur cette installation/)).toBeVisible();
});
