import { describe, expect, it } from "vitest";
import type { Me, Organisation } from "~/api/types";
import { firstName, partOfDay } from "./home/greeting";
import { matchesTyped } from "./palette/match";
import { localeFor } from "./words";

const organisation = { locale: "fr", languages: ["fr", "en"] } as Organisation;
const person = (language: Me["language"]) => ({ language }) as Me;

describe("the language", () => {
  it("is the person's, else the organisation's", () => {
    expect(localeFor(person("en"), organisation, ["fr"], "fr")).toBe("en");
    expect(localeFor(person(null), organisation, ["en"], "en")).toBe("fr");
  });
  it("is, before sign-in, what was chosen here, else what the browser prefers, else the organisation's", () => {
    expect(localeFor(null, organisation, ["fr-FR"], "en")).toBe("en");
    expect(localeFor(null, organisation, ["de-DE", "en-US", "fr"], null)).toBe("en");
    expect(localeFor(null, organisation, ["de"], "klingon")).toBe("fr");
    expect(localeFor(null, null, [], null)).toBe("fr");
  });
  it("is one that the organisation offers", () => {
    const french = { ...organisation, languages: ["fr"] } as Organisation;
    expect(localeFor(person("en"), french, ["en"], "en")).toBe("fr");
    expect(localeFor(null, french, ["en"], "en")).toBe("fr");
  });
});

describe("the greeting", () => {
  it.each([
    [4, "evening"],
    [5, "morning"],
    [11, "morning"],
    [12, "afternoon"],
    [18, "evening"],
    [23, "evening"],
  ])("at %i o'clock", (hour, part) => expect(partOfDay(hour)).toBe(part));
  it("uses the first name", () => {
    expect(firstName(" Camille Le Goff ")).toBe("Camille");
    expect(firstName("")).toBe("");
  });
});

describe("what is typed in the palette", () => {
  it("finds beginnings of words, without accents and in any order", () => {
    expect(matchesTyped("Réglages de l’organisation", "orga regl")).toBe(true);
    expect(matchesTyped("Réglages de l’organisation", "glages")).toBe(false);
    expect(matchesTyped("Accueil", "")).toBe(true);
  });
});
