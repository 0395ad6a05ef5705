import { expect, it } from "vitest";
import { textOf } from "./text";

const bytes = (...values: number[]) => new Uint8Array(values).buffer;

it("reads UTF-8, also when cut in the middle of a character", () => {
  const text = new TextEncoder().encode("été").buffer as ArrayBuffer;
  expect(textOf(text, 100)).toBe("été");
  expect(textOf(text, 4)).toBe("ét");
});

it("reads what older programs wrote", () => {
  expect(textOf(bytes(0xe9, 0x74, 0xe9), 100)).toBe("été");
  expect(textOf(bytes(0xff, 0xfe, 0xe9, 0x00), 100)).toBe("é");
});

it("says when it is no text", () => {
  expect(textOf(bytes(0x7f, 0x45, 0x00, 0x01), 100)).toBeNull();
});
