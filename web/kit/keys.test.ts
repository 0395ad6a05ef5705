import { describe, expect, it } from "vitest";
import { keycaps, matches } from "./keys";

const press = (
  key: string,
  held: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe("matches", () => {
  it("takes mod for Ctrl, and for Cmd on a Mac", () => {
    expect(matches("mod+k", press("k", { ctrlKey: true }), false)).toBe(true);
    expect(matches("mod+k", press("k", { metaKey: true }), false)).toBe(false);
    expect(matches("mod+k", press("k", { metaKey: true }), true)).toBe(true);
    expect(matches("mod+k", press("k", { ctrlKey: true }), true)).toBe(false);
  });
  it("tells a letter from the same letter with something held", () => {
    expect(matches("n", press("n"), false)).toBe(true);
    expect(matches("n", press("n", { ctrlKey: true }), false)).toBe(false);
    expect(matches("n", press("N", { shiftKey: true }), false)).toBe(false);
    expect(matches("shift+Delete", press("Delete", { shiftKey: true }), false)).toBe(true);
  });
  it("takes a character however the keyboard makes it", () => {
    expect(matches("?", press("?", { shiftKey: true }), false)).toBe(true);
    expect(matches("?", press("?"), false)).toBe(true);
  });
});

describe("keycaps", () => {
  it("shows what is printed on the keys", () => {
    expect(keycaps("mod+shift+k", false)).toEqual(["Ctrl", "⇧", "K"]);
    expect(keycaps("mod+k", true)).toEqual(["⌘", "K"]);
  });
});
