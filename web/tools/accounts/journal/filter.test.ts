import { describe, expect, it } from "vitest";
import { filterOf, readJournalSearch } from "./filter";

describe("the address of the journal", () => {
  it("keeps what means something", () => {
    const actor = "019a0000-0000-7000-8000-000000000000";
    const raw = { family: "group", actor, from: "2026-11-01", until: "tomorrow", q: 112, more: true };
    expect(readJournalSearch(raw)).toEqual({ family: "group", actor, from: "2026-11-01", q: "112" });
    expect(readJournalSearch({ family: "nothing", actor: "me", subject: 3, q: "" })).toEqual({});
  });

  it("takes days for whole days where the reader is", () => {
    expect(filterOf({ from: "2026-03-29", until: "2026-03-29" }, "Europe/Paris")).toEqual({
      // The day on which the clocks go forward has 23 hours.
      from: "2026-03-28T23:00:00.000Z",
      until: "2026-03-29T22:00:00.000Z",
    });
    expect(filterOf({ from: "2026-12-31", q: "x" }, "UTC")).toEqual({
      from: "2026-12-31T00:00:00.000Z",
      query: "x",
    });
  });
});
