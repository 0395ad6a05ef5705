import { describe, expect, it } from "vitest";
import { initials, TONES, toneOf } from "./initials";
import { centreSquare, fitted } from "./picture";
import { timeZones } from "./zones";

describe("initials", () => {
  it.each([
    ["Camille Le Goff", "CG"],
    ["awa", "A"],
    ["Jean-Pierre", "JP"],
    ["  ", ""],
    ["𝒜lex Zoé", "𝒜Z"],
  ])("%s", (name, letters) => expect(initials(name)).toBe(letters));
  it("gives a name the same colour always", () => {
    expect(toneOf("Awa Diallo")).toBe(toneOf("Awa Diallo"));
    expect(toneOf("é".repeat(5000))).toBeLessThan(TONES);
  });
});

describe("pictures", () => {
  it("takes the middle", () => {
    expect(centreSquare(400, 300)).toEqual({ x: 50, y: 0, side: 300 });
    expect(centreSquare(300, 401)).toEqual({ x: 0, y: 51, side: 300 });
  });
  it("makes smaller, never larger", () => {
    expect(fitted(1000, 500, 256)).toEqual({ width: 256, height: 128 });
    expect(fitted(40, 20, 256)).toEqual({ width: 40, height: 20 });
    expect(fitted(5000, 3, 256)).toEqual({ width: 256, height: 1 });
  });
});

describe("time zones", () => {
  it("have UTC and the present one even when the browser does not list them", () => {
    const zones = timeZones("Mars/Olympus_Mons");
    expect(zones.find((zone) => zone.value === "Europe/Paris")?.label).toBe("Europe/Paris");
    expect(zones.find((zone) => zone.value === "Mars/Olympus_Mons")?.label).toBe("Mars/Olympus Mons");
    expect(zones.filter((zone) => zone.value === "UTC")).toHaveLength(1);
  });
});
