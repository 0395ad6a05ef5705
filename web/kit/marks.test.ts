import { describe, expect, it } from "vitest";
import { partsOf } from "./marks";

const shown = (text: string, typed: string) =>
  partsOf(text, typed)
    .map((part) => (part.marked ? `[${part.text}]` : part.text))
    .join("");

describe("what was typed, in a name", () => {
  it("is marked at the beginnings of words, whatever the accents, the case and the order", () => {
    expect(shown("Plans d’Été", "ete pl")).toBe("[Pl]ans d’[Été]");
    expect(shown("Zoé Garnier", "garnier zoe")).toBe("[Zoé] [Garnier]");
    expect(shown("Compte-rendu.odt", "RENDU")).toBe("Compte-[rendu].odt");
    expect(shown("E\u0301cole", "école")).toBe("[E\u0301cole]");
  });

  it("is marked inside a word where no word begins so", () => {
    expect(shown("PlanJardin", "jardin")).toBe("Plan[Jardin]");
  });

  it("is nothing when nothing fits, and no pattern", () => {
    expect(shown("a.b*c", ".*")).toBe("a.b*c");
    expect(shown("Potager", "roses")).toBe("Potager");
    expect(shown("", "a")).toBe("");
    expect(shown("ﬁn 👩‍🌾", "fin")).toBe("[ﬁn] 👩‍🌾");
  });
});
