import { describe, expect, it } from "vitest";
import { bytesFrom, typedFrom } from "./bytes";

describe("a size that is typed", () => {
  it("is in gigabytes, with a comma or a point", () => {
    expect(bytesFrom("5")).toBe(5e9);
    expect(bytesFrom(" 1 000,5 ")).toBe(1000.5e9);
    expect(bytesFrom("0.25")).toBe(250_000_000);
    expect(bytesFrom("0")).toBe(0);
    for (const bad of ["", "-1", "a", "1e9", "1,2,3", "5 Go", "9999999999999"])
      expect(bytesFrom(bad)).toBeNull();
  });

  it("is shown as it would be typed", () => {
    expect(typedFrom(2_500_000_000, "fr-FR")).toBe("2,5");
    expect(bytesFrom(typedFrom(1_234_000_000_000, "fr-FR"))).toBe(1_234_000_000_000);
  });
});
