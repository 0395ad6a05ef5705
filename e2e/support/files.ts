// Files, put in place without the page, and found on it.
import { type APIRequestContext, expect, type Locator, type Page } from "@playwright/test";

export interface Folder {
  id: string;
  name: string;
  drive_id: string;
}

interface Drive {
  id: string;
  kind: "personal" | "group";
  name: string;
  root_id: string;
}

/** Browsers say where a request comes from; whoever speaks to the server without one has to say it too. */
const sameOrigin = { "Sec-Fetch-Site": "same-origin" };

export async function drives(request: APIRequestContext): Promise<Drive[]> {
  const answer = await request.get("/api/files/drives");
  expect(answer.status()).toBe(200);
  return (await answer.json()).items;
}

export async function personalDrive(request: APIRequestContext): Promise<Drive> {
  const found = (await drives(request)).find(({ kind }) => kind === "personal");
  if (!found) throw new Error("a person without files");
  return found;
}

export async function groupDrive(request: APIRequestContext, name: string): Promise<Drive> {
  const found = (await drives(request)).find((drive) => drive.kind === "group" && drive.name === name);
  if (!found) throw new Error(`no space of the group ${name}`);
  return found;
}

export async function makeFolder(request: APIRequestContext, parent: string, name: string): Promise<Folder> {
  const answer = await request.post("/api/files/nodes", {
    headers: sameOrigin,
    data: { parent_id: parent, name, kind: "folder" },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return await answer.json();
}

/** Puts a file into a folder. `path` may name folders on the way, which are made. */
export async function putFile(
  request: APIRequestContext,
  parent: string,
  path: string,
  content: Buffer | string = path,
): Promise<void> {
  const body = Buffer.from(content);
  const begun = await request.post("/api/files/uploads", {
    headers: sameOrigin,
    data: { parent_id: parent, path, size: body.length },
  });
  expect(begun.status(), await begun.text()).toBe(201);
  const sent = await request.patch(`/api/files/uploads/${(await begun.json()).id}`, {
    headers: { ...sameOrigin, "Upload-Offset": "0", "Content-Type": "application/octet-stream" },
    data: body,
  });
  expect(sent.status(), await sent.text()).toBe(200);
}

export async function putFiles(request: APIRequestContext, parent: string, names: readonly string[]) {
  for (const name of names) await putFile(request, parent, name);
}

export async function removeNode(request: APIRequestContext, id: string): Promise<void> {
  await request.delete(`/api/files/nodes/${id}`, { headers: sameOrigin });
}

/** The names in a folder, as the server knows them. */
export async function namesIn(request: APIRequestContext, folder: string): Promise<string[]> {
  const names: string[] = [];
  let next: string | null = null;
  do {
    const after: string = next === null ? "" : `&after=${encodeURIComponent(next)}`;
    const answer = await request.get(`/api/files/nodes/${folder}/children?limit=200${after}`);
    expect(answer.status(), await answer.text()).toBe(200);
    const page: { items: { name: string }[]; next: string | null } = await answer.json();
    names.push(...page.items.map(({ name }) => name));
    next = page.next;
  } while (next !== null);
  return names;
}

/** The list of the folder that is open. */
export function list(page: Page): Locator {
  return page.getByRole("grid");
}

/** An entry of the list; a tile is a cell, a line is a row. */
export function entry(page: Page, name: string): Locator {
  return list(page).getByRole("row", { name, exact: true });
}

export async function openFolder(page: Page, id: string): Promise<void> {
  await page.goto(`/files/f/${id}`);
  await expect(page.getByRole("navigation", { name: /^(Où vous êtes|Where you are)$/ })).toBeVisible();
}

/** The names that the page shows, from above. */
export async function expectNames(page: Page, names: readonly string[]): Promise<void> {
  await expect
    .poll(() => list(page).locator("[data-entry]").evaluateAll((all) => all.map((one) => one.ariaLabel)))
    .toEqual(names);
}

export async function expectEmpty(page: Page): Promise<void> {
  await expect(page.getByText("Ce dossier est vide")).toBeVisible();
}
