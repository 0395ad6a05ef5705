import { describe, expect, it } from "vitest";
import { formatsFor } from "./format";

const fr = formatsFor("fr", "Europe/Paris");
const en = formatsFor("en-GB", "Europe/Paris");
/** Sunday 22 November 2026, 10:30 in Paris. */
const now = new Date("2026-11-22T09:30:00Z");
/** Intl separates with narrow and no-break spaces that a test should not depend on. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

describe("sizes", () => {
  it.each([
    [0, "0 o", "0 B"],
    [999, "999 o", "999 B"],
    [1000, "1 ko", "1 kB"],
    [1_234_567, "1,2 Mo", "1.2 MB"],
    [12_345_678, "12 Mo", "12 MB"],
    [999_950, "1 Mo", "1 MB"],
    [7_430_000_000, "7,4 Go", "7.4 GB"],
    [2_000_000_000_000, "2 To", "2 TB"],
    [-5, "0 o", "0 B"],
  ])("%i bytes", (bytes, french, english) => {
    expect(plain(fr.size(bytes)).toLowerCase()).toBe(french.toLowerCase());
    expect(plain(en.size(bytes)).toLowerCase()).toBe(english.toLowerCase());
  });
});

describe("when", () => {
  it("is the hour on the same day of the reader, not of UTC", () => {
    expect(fr.when("2026-11-21T23:30:00Z", now)).toBe("00:30");
    expect(fr.when("2026-11-21T22:30:00Z", now)).toBe("hier");
    expect(en.when("2026-11-21T22:30:00Z", now)).toBe("yesterday");
  });
  it("is a date before that, with the year only when it is another", () => {
    expect(fr.when("2026-11-13T10:00:00Z", now)).toBe("13 nov.");
    expect(en.when("2026-11-13T10:00:00Z", now)).toBe("13 Nov");
    expect(plain(fr.when("2025-11-13T10:00:00Z", now))).toBe("13 nov. 2025");
  });
});

describe("ago", () => {
  it.each([
    ["2026-11-22T09:29:30Z", "maintenant", "now"],
    ["2026-11-22T09:25:00Z", "il y a 5 minutes", "5 minutes ago"],
    ["2026-11-22T06:25:00Z", "il y a 3 heures", "3 hours ago"],
    ["2026-11-21T09:00:00Z", "hier", "yesterday"],
    ["2026-11-18T09:00:00Z", "il y a 4 jours", "4 days ago"],
    ["2026-10-18T09:00:00Z", "18 oct.", "18 Oct"],
  ])("%s", (at, french, english) => {
    expect(plain(fr.ago(at, now))).toBe(french);
    expect(plain(en.ago(at, now))).toBe(english);
  });
  it("takes a clock that is a little ahead for now", () => {
    expect(en.ago("2026-11-22T09:30:20Z", now)).toBe("now");
  });
});

describe("hours and zones", () => {
  it("counts the hour where the reader is, midnight as 0", () => {
    expect(fr.hour(now)).toBe(10);
    expect(fr.hour(new Date("2026-11-21T23:10:00Z"))).toBe(0);
    expect(formatsFor("fr", "America/Martinique").hour(now)).toBe(5);
  });
  it("goes on in UTC when the zone is not known", () => {
    expect(formatsFor("fr", "Mars/Olympus").hour(now)).toBe(9);
  });
});
