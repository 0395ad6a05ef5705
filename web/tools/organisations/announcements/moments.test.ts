import { describe, expect, it } from "vitest";
import { momentOf, typedFrom } from "./moments";

describe("a moment that is typed", () => {
  it("is one of the reader's zone, in summer and in winter", () => {
    expect(momentOf("2026-07-01T09:30", "Europe/Paris")).toBe("2026-07-01T07:30:00.000Z");
    expect(momentOf("2026-12-01T09:30", "Europe/Paris")).toBe("2026-12-01T08:30:00.000Z");
    expect(momentOf("2026-12-01T09:30", "Pacific/Auckland")).toBe("2026-11-30T20:30:00.000Z");
    expect(typedFrom("2026-07-01T07:30:00Z", "Europe/Paris")).toBe("2026-07-01T09:30");
  });

  it("is found again, but for the hour that the clocks leave out", () => {
    for (const typed of ["2026-03-29T01:59", "2026-03-29T03:00", "2026-10-25T02:30"])
      expect(typedFrom(momentOf(typed, "Europe/Paris") ?? "", "Europe/Paris")).toBe(typed);
    expect(momentOf("2026-03-29T02:30", "Europe/Paris")).not.toBeNull();
    for (const bad of ["", "tomorrow", "2026-13-01T00:00"]) expect(momentOf(bad, "UTC")).toBeNull();
  });
});
