import { i18n } from "@lingui/core";
import { beforeAll, describe, expect, it } from "vitest";
import { handleFrom } from "~/shell/newcomer";
import { setupProblems } from "./setup";

beforeAll(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

const good = {
  organisation: "Les Communs",
  name: "Camille",
  handle: "camille",
  email: "camille@example.org",
  password: "a long enough one",
};

describe("the sign-in name", () => {
  it.each([
    ["Camille Le Goff", "camille"],
    ["Élodie", "elodie"],
    ["  Jean-Pierre Dupont", "jean"],
    ["3 Petits", "petits"],
    ["王", ""],
  ])("proposed for %s", (name, handle) => expect(handleFrom(name)).toBe(handle));
});

describe("the set-up form", () => {
  it("accepts what is complete", () => expect(setupProblems(good)).toEqual({}));
  it.each([
    ["organisation", " "],
    ["name", ""],
    ["handle", "Camille"],
    ["handle", "9lives"],
    ["handle", "a".repeat(64)],
    ["email", "camille"],
    ["password", "too short"],
  ])("says what is wrong with %s %j", (field, value) => {
    expect(Object.keys(setupProblems({ ...good, [field]: value }))).toEqual([field]);
  });
});
