import { describe, expect, it } from "vitest";
import { cleaned, findByPrefix, nameProblem, stemLength } from "./names";

describe("names", () => {
  it("refuses what the server refuses", () => {
    expect(nameProblem("  ")).toBe("empty");
    expect(nameProblem("..")).toBe("dots");
    expect(nameProblem("a/b")).toBe("slash");
    expect(nameProblem("a\u0000b")).toBe("control");
    expect(nameProblem("é".repeat(128))).toBe("too-long");
    expect(nameProblem("é".repeat(127))).toBeNull();
    expect(nameProblem("Procès-verbal.odt")).toBeNull();
  });

  it("joins what a Mac splits", () => {
    expect(cleaned("  Proce\u0300s ")).toBe("Procès");
  });

  it("selects the stem when renaming", () => {
    expect(stemLength("plan.odt", "file")).toBe(4);
    expect(stemLength("données.tar.gz", "file")).toBe(7);
    expect(stemLength(".profile", "file")).toBe(8);
    expect(stemLength("Version 1.2", "folder")).toBe(11);
  });

  it("finds by typing ahead", () => {
    const names = ["Abris", "Budget", "bulletin", "Été", "Zone"];
    expect(findByPrefix(names, "bul", 1)).toBe(2);
    expect(findByPrefix(names, "e", 0)).toBe(3);
    expect(findByPrefix(names, "b", 0)).toBe(1);
    expect(findByPrefix(names, "bb", 1)).toBe(2);
    expect(findByPrefix(names, "bbb", 2)).toBe(1);
    expect(findByPrefix(names, "x", 0)).toBe(-1);
  });
});
