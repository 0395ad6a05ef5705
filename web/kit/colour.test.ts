import { describe, expect, it } from "vitest";
import { accentFor, contrast, parseHex, type Scheme, SURFACES } from "./colour";
import css from "./styles/tokens.css?raw";

/** Every hue at every lightness and strength that a colour picker offers, coarsely. */
function everyColour(): string[] {
  const steps = ["00", "33", "66", "99", "cc", "ff"];
  return steps.flatMap((red) => steps.flatMap((green) => steps.map((blue) => `#${red}${green}${blue}`)));
}

describe("contrast", () => {
  it("is 21 between black and white, whichever comes first", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#ffffff", "#000000")).toBeCloseTo(21, 5);
  });
  it("agrees with the examples of WCAG's own tools", () => {
    expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
    expect(contrast("#777777", "#ffffff")).toBeLessThan(4.5);
  });
  it("reads hexadecimal colours and refuses the rest", () => {
    expect(parseHex("#7A4b2a")).toEqual([0x7a / 255, 0x4b / 255, 0x2a / 255]);
    expect(parseHex("7a4b2a")).not.toBeNull();
    expect(parseHex("brown")).toBeNull();
    expect(parseHex("#fff")).toBeNull();
  });
});

describe("the organisation's colour", () => {
  it.each(["light", "dark"] as const)(
    "can be read everywhere in the %s theme, whatever was chosen",
    (scheme) => {
      for (const chosen of everyColour()) {
        const colours = accentFor(chosen, scheme);
        const said = `${chosen} in ${scheme}: ${JSON.stringify(colours)}`;
        expect(contrast(colours.onAccent, colours.accent), said).toBeGreaterThanOrEqual(4.5);
        expect(contrast(colours.onAccent, colours.hover), said).toBeGreaterThanOrEqual(4.5);
        expect(contrast(colours.softInk, colours.soft), said).toBeGreaterThanOrEqual(4.5);
        for (const surface of SURFACES[scheme]) {
          expect(contrast(colours.ink, surface), said).toBeGreaterThanOrEqual(4.5);
          expect(contrast(colours.line, surface), said).toBeGreaterThanOrEqual(3);
        }
      }
    },
  );
  it("stays as it is when it is legible already", () => {
    expect(accentFor("#7a4b2a", "light").accent).toBe("#7a4b2a");
    expect(accentFor("#1f6673", "light").ink).toBe("#1f6673");
  });
  it("falls back when the stored value is not a colour", () => {
    expect(accentFor("nonsense", "light")).toEqual(accentFor("#7a4b2a", "light"));
  });
});

describe("tokens.css", () => {
  const token = (scheme: Scheme, name: string): string => {
    const block = css.split(`data-mantine-color-scheme="${scheme}"`)[1] ?? "";
    const found = new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(block)?.[1];
    if (!found) throw new Error(`${name} is not in the ${scheme} theme`);
    return found;
  };
  it.each(["light", "dark"] as const)("has the %s surfaces that the accent is measured on", (scheme) => {
    const inCss = ["surface", "paper", "sunken", "hover"].map((name) => token(scheme, name));
    expect(inCss.toSorted()).toEqual([...SURFACES[scheme]].toSorted());
  });
  it.each(["light", "dark"] as const)("has %s text and edges that pass on every surface", (scheme) => {
    for (const surface of SURFACES[scheme]) {
      for (const ink of ["ink", "ink-soft", "good", "warn", "bad", "quiet"]) {
        expect(contrast(token(scheme, ink), surface), `${ink} on ${surface}`).toBeGreaterThanOrEqual(4.5);
      }
      expect(
        contrast(token(scheme, "line-strong"), surface),
        `line-strong on ${surface}`,
      ).toBeGreaterThanOrEqual(3);
    }
    for (const tone of ["good", "warn", "bad", "quiet"]) {
      expect(contrast(token(scheme, tone), token(scheme, `${tone}-soft`)), tone).toBeGreaterThanOrEqual(4.5);
    }
  });
});
