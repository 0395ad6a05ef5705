import { expect, it } from "vitest";
import { changed, flat, type Pages, without } from "./cache";

interface Item {
  id: string;
  name: string;
}
const item = (id: string): Item => ({ id, name: id.toUpperCase() });
const pages: Pages<Item> = {
  pages: [
    { items: [item("a"), item("b")], next: "2" },
    { items: [item("b"), item("c")], next: null },
  ],
  pageParams: [null, "2"],
};

it("shows each entry once, in order", () => {
  expect(flat(pages).map(({ id }) => id)).toEqual(["a", "b", "c"]);
});

it("removes and changes without touching the other pages", () => {
  const removed = without(pages, new Set(["c"]));
  expect(flat(removed).map(({ id }) => id)).toEqual(["a", "b"]);
  expect(removed.pages[0]).toBe(pages.pages[0]);
  expect(flat(changed(pages, "a", { name: "Z" }))[0]?.name).toBe("Z");
  expect(without(pages, new Set(["x"]))).toBe(pages);
});
