import { expect, type Page } from "@playwright/test";

const headers = { "sec-fetch-site": "same-origin" };

/** A new group of an administrator's with these people in it; its name. Each of them is told. */
export async function groupWith(admin: Page, ...handles: string[]): Promise<string> {
  const name = `Semis ${crypto.randomUUID().slice(0, 8)}`;
  const made = await admin.request.post("/api/accounts/groups", { data: { name }, headers });
  expect(made.status(), await made.text()).toBe(201);
  const { id } = await made.json();
  for (const handle of handles) {
    const { items } = await (await admin.request.get(`/api/accounts/people?query=${handle}`)).json();
    const person = items.find((one: { handle: string }) => one.handle === handle);
    const put = await admin.request.put(`/api/accounts/groups/${id}/members/${person.id}`, { data: {}, headers });
    expect(put.status(), await put.text()).toBe(204);
  }
  return name;
}
