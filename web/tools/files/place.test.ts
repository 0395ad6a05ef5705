import { describe, expect, it } from "vitest";
import type { Drive } from "~/api/types";
import { davAddress, folderPath, nodeLink, ordered, orderOf, readSearch, writeSelected } from "./place";

const a = "0190b0a0-0000-7000-8000-00000000000a";
const b = "0190b0a0-0000-7000-8000-00000000000b";
const drives = [
  { id: "d1", kind: "personal", name: "camille", root_id: "r1" },
  { id: "d2", kind: "group", name: "Bureau", root_id: "r2" },
] as Drive[];

describe("addresses", () => {
  it("keep what means something", () => {
    expect(readSearch({ sort: "size", order: "up", preview: a, selected: `${a},x,${b}`, other: 1 })).toEqual({
      sort: "size",
      preview: a,
      selected: `${a},${b}`,
    });
    expect(readSearch({ preview: "../etc", selected: "" })).toEqual({});
  });

  it("carry a selection while it is short", () => {
    expect(writeSelected(new Set([a]))).toBe(a);
    expect(writeSelected(new Set())).toBeUndefined();
    expect(writeSelected(new Set(Array.from({ length: 21 }, (_, n) => String(n))))).toBeUndefined();
  });

  it("turn the order round at the second press", () => {
    expect(orderOf({ sort: "modified" })).toEqual({ sort: "modified", order: "desc" });
    expect(ordered({}, "name")).toEqual({ sort: undefined, order: "desc" });
    expect(ordered({ order: "desc" }, "name")).toEqual({ sort: undefined, order: undefined });
    expect(ordered({}, "size")).toEqual({ sort: "size", order: undefined });
    expect(ordered({ sort: "size" }, "size")).toEqual({ sort: "size", order: "asc" });
  });

  it("name roots by their drive", () => {
    expect(folderPath("r1", drives)).toBe("/files");
    expect(folderPath("r2", drives)).toBe("/files/d/d2");
    expect(folderPath("x", drives)).toBe("/files/f/x");
    expect(nodeLink({ id: a, kind: "file", parent_id: "r2" }, drives)).toBe(`/files/d/d2?selected=${a}`);
  });

  it("show other programs the way", () => {
    const at = (drive: Drive | undefined, path: string[], kind: "file" | "folder") =>
      davAddress("https://communs.example", "camille", drive as Drive, path, kind);
    expect(at(drives[0], [], "folder")).toBe("https://communs.example/dav/files/camille/");
    expect(at(drives[1], ["Été 2026", "plan.odt"], "file")).toBe(
      "https://communs.example/dav/files/camille/Bureau/%C3%89t%C3%A9%202026/plan.odt",
    );
    expect(at(drives[1], [], "folder")).toBe("https://communs.example/dav/files/camille/Bureau/");
  });
});
