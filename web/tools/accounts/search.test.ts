import { expect, test } from "vitest";
import { readPeopleSearch, readSearch } from "./search";

test("an address keeps what means something", () => {
  const person = "01900000-0000-7000-8000-000000000000";
  expect(readPeopleSearch({ q: "le goff", role: "guest", state: "ended", person })).toEqual({
    q: "le goff",
    role: "guest",
    state: "ended",
    person,
  });
});

test("and drops what does not", () => {
  expect(readPeopleSearch({ q: "", role: "emperor", state: 3, person: "../me", more: 1 })).toEqual({});
  expect(readSearch({ q: ["a"] })).toEqual({});
});

test("digits are something to look for, too", () => {
  expect(readSearch({ q: 2026 })).toEqual({ q: "2026" });
});
