// Looking at files without leaving the page, and taking them home.
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { picture } from "../../support/content.ts";
import { entry, expectNames, list, makeFolder, openFolder, putFile } from "../../support/files.ts";
import { expect, test } from "../../support/story.ts";
import { unzip } from "../../support/zip.ts";

async function downloaded(page: Page, act: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

test("pictures, one after the other with the arrows", async ({ as, folder }) => {
  const page = await as("camille");
  await putFile(page.request, folder.id, "aube.png", picture([250, 200, 150]));
  await putFile(page.request, folder.id, "midi.png", picture([250, 240, 220]));
  await putFile(page.request, folder.id, "soir.png", picture([120, 80, 140]));
  await openFolder(page, folder.id);
  await expectNames(page, ["aube.png", "midi.png", "soir.png"]);

  const shown = (name: string) => page.getByRole("dialog", { name: `Aperçu de « ${name} »` });
  const loaded = (name: string) =>
    expect
      .poll(() => shown(name).getByRole("img", { name }).evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBe(320);
  await entry(page, "aube.png").dblclick();
  await loaded("aube.png");
  await expect(shown("aube.png").getByText("1 sur 3")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await loaded("midi.png");
  await page.keyboard.press("ArrowRight");
  await loaded("soir.png");
  await expect(page.getByRole("button", { name: "Suivant" })).toHaveCount(0);
  await page.keyboard.press("ArrowLeft");
  await loaded("midi.png");
  // What is looked at has an address.
  await page.reload();
  await loaded("midi.png");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expectNames(page, ["aube.png", "midi.png", "soir.png"]);
});

test("“back” closes the preview", async ({ as, folder }) => {
  const page = await as("camille");
  await putFile(page.request, folder.id, "note.md", "# Une note\n\n- avec une *liste*");
  await openFolder(page, folder.id);
  await entry(page, "note.md").dblclick();
  await expect(page.getByRole("dialog").getByText("avec une *liste*")).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(entry(page, "note.md")).toBeVisible();
});

test("what people upload is never run as a page of ours", async ({ as, folder }) => {
  const page = await as("camille");
  await putFile(page.request, folder.id, "piège.html", "<script>document.title = 'pris'</script><h1>Bonjour</h1>");
  await openFolder(page, folder.id);
  await entry(page, "piège.html").dblclick();
  await expect(page.getByRole("dialog").getByText("<h1>Bonjour</h1>")).toBeVisible();
  await expect(page).not.toHaveTitle("pris");
  const id = new URL(page.url()).searchParams.get("preview");
  const raw = await page.request.get(`/api/files/nodes/${id}/content`);
  expect(raw.headers()["content-disposition"]).toContain("attachment");
});

test("downloading a file, and a folder as an archive", async ({ as, folder }) => {
  const page = await as("camille");
  const trip = await makeFolder(page.request, folder.id, "Séjour");
  await putFile(page.request, trip.id, "programme.txt", "Lundi : la crête.\n");
  await putFile(page.request, trip.id, "Photos/été.png", picture([90, 140, 90]));
  await putFile(page.request, folder.id, "liste.csv", "nom;âge\nAda;36\n");
  await openFolder(page, folder.id);

  await entry(page, "liste.csv").click();
  const file = await downloaded(page, () =>
    page.getByRole("toolbar").getByRole("button", { name: "Télécharger" }).click(),
  );
  expect(file.name).toBe("liste.csv");
  expect(file.content.toString()).toBe("nom;âge\nAda;36\n");

  await entry(page, "Séjour").click({ button: "right" });
  const archive = await downloaded(page, () => page.getByRole("menuitem", { name: "Télécharger" }).click());
  expect(archive.name).toBe("Séjour.zip");
  const inside = unzip(archive.content);
  const files = [...inside.keys()].filter((path) => !path.endsWith("/")).sort();
  expect(files).toEqual(["Séjour/Photos/été.png", "Séjour/programme.txt"]);
  expect(inside.get("Séjour/programme.txt")?.toString()).toBe("Lundi : la crête.\n");
  expect(inside.get("Séjour/Photos/été.png")?.equals(picture([90, 140, 90]))).toBe(true);

  await list(page).getByRole("checkbox", { name: "Tout sélectionner" }).check();
  const both = await downloaded(page, () =>
    page.getByRole("toolbar").getByRole("button", { name: "Télécharger" }).click(),
  );
  expect(both.name).toBe("Liiibre.zip");
  expect([...unzip(both.content).keys()]).toEqual(expect.arrayContaining(["liste.csv", "Séjour/programme.txt"]));
});

test("details: what it is, whose, and its versions", async ({ as, folder }) => {
  const page = await as("camille");
  await putFile(page.request, folder.id, "budget.csv", "poste;montant\n");
  await openFolder(page, folder.id);
  await entry(page, "budget.csv").click();
  await page.keyboard.press("Alt+Enter");
  const details = page.getByRole("complementary", { name: "Détails" });
  await expect(details.getByText("par vous")).toBeVisible();
  await expect(details.getByRole("region", { name: "Versions" }).getByRole("listitem")).toHaveCount(1);
  await expect(details.getByText(`/dav/files/camille/`)).toBeVisible();
});
