import { expect, test } from "vitest";
import { dayOf, endOfDay } from "./stay";

test("a day ends where its reader lives", () => {
  expect(endOfDay("2027-01-31", "Europe/Paris")).toBe("2027-01-31T22:59:59.000Z");
  expect(endOfDay("2027-01-31", "America/Cayenne")).toBe("2027-02-01T02:59:59.000Z");
  expect(endOfDay("2027-01-31", "Pacific/Noumea")).toBe("2027-01-31T12:59:59.000Z");
});

test("also on the days when clocks change", () => {
  expect(endOfDay("2027-03-28", "Europe/Paris")).toBe("2027-03-28T21:59:59.000Z");
  expect(endOfDay("2027-03-27", "Europe/Paris")).toBe("2027-03-27T22:59:59.000Z");
  expect(endOfDay("2026-10-25", "Europe/Paris")).toBe("2026-10-25T22:59:59.000Z");
});

test("and comes back as the day that was chosen", () => {
  for (const zone of ["Europe/Paris", "America/Cayenne", "Pacific/Noumea", "UTC"])
    expect(dayOf(endOfDay("2027-03-28", zone) ?? "", zone)).toBe("2027-03-28");
});

test("what is not a day is none", () => {
  for (const text of ["", "demain", "2027-02-40", "27-1-1"]) expect(endOfDay(text, "UTC")).toBeNull();
});
