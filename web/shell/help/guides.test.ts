import { describe, expect, it } from "vitest";
import { tools } from "../tools";
import { guideOf, readGuides } from "./guides";

const pages = tools.flatMap((tool) =>
  tool.routes.filter((route) => (route.access ?? "member") === "member").map((route) => route.path),
);

describe("the guides", () => {
  it("are there for every page that has the help in its bar", () => {
    expect(["/", ...pages].filter((page) => guideOf(page) === null)).toEqual([]);
  });

  it("say in both languages what a page is for, three to six things to do, and one tip", async () => {
    const [fr, en] = await Promise.all([readGuides("fr"), readGuides("en")]);
    expect(Object.keys(fr)).toEqual(Object.keys(en));
    for (const guide of [...Object.values(fr), ...Object.values(en)]) {
      expect(guide.can.length, guide.title).toBeGreaterThanOrEqual(3);
      expect(guide.can.length, guide.title).toBeLessThanOrEqual(6);
      for (const text of [guide.title, guide.about, guide.tip, ...guide.can]) expect(text.trim()).toBe(text);
      expect(new Set(guide.can).size).toBe(guide.can.length);
    }
  });

  it("follow the French rules of spaces", async () => {
    const texts = Object.values(await readGuides("fr")).flatMap(({ title, about, can, tip }) => [
      title,
      about,
      tip,
      ...can,
    ]);
    for (const text of texts) expect(text).not.toMatch(/[^\u00a0\u202f][:;?!»]|«[^\u00a0\u202f]|'/);
  });
});
