import { describe, expect, it } from "vitest";
import type { Notice } from "~/api/types";
import { formatsFor } from "~/kit/format";
import { byDay } from "./days";

const told = (at: string) => ({ id: at, told_at: at }) as Notice;

describe("notices by day", () => {
  it("are of the day in the reader's time zone, in their order", () => {
    const { date } = formatsFor("fr", "Europe/Paris");
    const days = byDay(
      ["2026-11-22T23:30:00Z", "2026-11-22T22:30:00Z", "2026-11-22T08:00:00Z"].map(told),
      (at) => date(at),
    );
    expect(days.map(({ date: day, notices }) => [day, notices.length])).toEqual([
      ["23 novembre 2026", 1],
      ["22 novembre 2026", 2],
    ]);
  });

  it("are none when there are none", () => {
    expect(byDay([], String)).toEqual([]);
  });
});
