// What others do appears at once, without anybody loading anything anew.
import { entry, expectNames, groupDrive, makeFolder, openFolder, putFile, putFiles, removeNode } from "../../support/files.ts";
import { expect, test } from "../../support/story.ts";

test("two pages of one person show the same", async ({ as, folder }) => {
  const [laptop, desk] = [await as("camille"), await as("camille")];
  await putFiles(laptop.request, folder.id, ["un.txt", "deux.txt"]);
  await openFolder(laptop, folder.id);
  await openFolder(desk, folder.id);
  await expectNames(desk, ["deux.txt", "un.txt"]);

  await entry(laptop, "un.txt").click();
  await laptop.keyboard.press("F2");
  await laptop.getByLabel("Nouveau nom").fill("trois.txt");
  await laptop.keyboard.press("Enter");
  await expectNames(desk, ["deux.txt", "trois.txt"]);

  await entry(laptop, "deux.txt").click();
  await laptop.keyboard.press("Delete");
  await expectNames(desk, ["trois.txt"]);
  await laptop.keyboard.press("Control+z");
  await expectNames(desk, ["deux.txt", "trois.txt"]);
});

test("people of a group see each other work, and nobody else does", async ({ as }) => {
  const [lucie, maud, hugo] = [await as("lucie"), await as("maud"), await as("hugo")];
  const space = await groupDrive(lucie.request, "Jardin");
  const bed = await makeFolder(lucie.request, space.root_id, `Planche ${crypto.randomUUID().slice(0, 4)}`);
  try {
    await maud.goto("/files");
    await maud.getByRole("link", { name: "Jardin" }).click();
    await entry(maud, bed.name).dblclick();
    await expect(maud.getByText("Ce dossier est vide")).toBeVisible();

    await putFile(lucie.request, bed.id, "semis.txt", "Radis le 3 mars");
    await expectNames(maud, ["semis.txt"]);
    await expect(entry(maud, "semis.txt")).toContainText("Lucie Fabre");

    // Maud changes what Lucie is looking at.
    await openFolder(lucie, bed.id);
    await entry(maud, "semis.txt").click();
    await maud.keyboard.press("F2");
    await maud.getByLabel("Nouveau nom").fill("semis de mars.txt");
    await maud.keyboard.press("Enter");
    await expectNames(lucie, ["semis de mars.txt"]);

    await hugo.goto("/files");
    await expect(hugo.getByRole("link", { name: "Jardin" })).toHaveCount(0);
    await hugo.goto(`/files/f/${bed.id}`);
    await expect(hugo.getByText("Cet élément n’existe plus, ou n’est pas partagé avec vous.")).toBeVisible();
  } finally {
    await removeNode(lucie.request, bed.id);
  }
});

test("what was missed while the connection was away is caught up with", async ({ as, folder }) => {
  const [train, desk] = [await as("camille"), await as("camille")];
  await putFiles(desk.request, folder.id, ["avant.txt"]);
  await openFolder(train, folder.id);
  await expectNames(train, ["avant.txt"]);

  await train.context().setOffline(true);
  await putFiles(desk.request, folder.id, ["pendant.txt"]);
  await expectNames(train, ["avant.txt"]);
  await train.context().setOffline(false);
  await expectNames(train, ["avant.txt", "pendant.txt"]);
});
