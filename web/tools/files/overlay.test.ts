import { expect, it } from "vitest";
import { overlaid } from "./overlay";

const items = [
  { id: "a", name: "A" },
  { id: "b", name: "B" },
];

it("hides what leaves this folder only, and shows new names at once", () => {
  const overlay = { leaving: new Map([["a", "root"]]), named: new Map([["b", "Bulletin"]]) };
  expect(overlaid(items, "root", overlay)).toEqual([{ id: "b", name: "Bulletin" }]);
  expect(overlaid(items, "elsewhere", overlay).map(({ id }) => id)).toEqual(["a", "b"]);
});

it("costs nothing when nothing is on its way", () => {
  expect(overlaid(items, "root", { leaving: new Map(), named: new Map() })).toBe(items);
});
