import { expect, it } from "vitest";
import { lineOf, linesOf, stepFrom } from "./lines";

const kinds = ["folder", "folder", "folder", "file", "file", "file", "file"] as const;

it("keeps folders and files in lines of their own", () => {
  expect(linesOf(kinds, 2)).toEqual([
    { start: 0, end: 2, kind: "folder" },
    { start: 2, end: 3, kind: "folder" },
    { start: 3, end: 5, kind: "file" },
    { start: 5, end: 7, kind: "file" },
  ]);
  expect(linesOf(kinds, 1)).toHaveLength(7);
  expect(linesOf([], 3)).toEqual([]);
});

it("finds the line of an entry", () => {
  const lines = linesOf(kinds, 2);
  expect(kinds.map((_, index) => lineOf(lines, index))).toEqual([0, 0, 1, 2, 2, 3, 3]);
});

it("steps in the list", () => {
  const lines = linesOf(kinds, 1);
  expect(stepFrom(lines, 0, "down", 5)).toBe(1);
  expect(stepFrom(lines, 0, "up", 5)).toBe(0);
  expect(stepFrom(lines, 1, "page-down", 5)).toBe(6);
  expect(stepFrom(lines, 6, "page-up", 5)).toBe(1);
  expect(stepFrom(lines, -1, "down", 5)).toBe(0);
  expect(stepFrom(lines, -1, "last", 5)).toBe(6);
  expect(stepFrom([], -1, "down", 5)).toBe(-1);
});

it("steps among tiles, into shorter lines too", () => {
  const lines = linesOf(kinds, 3);
  expect(stepFrom(lines, 2, "down", 2)).toBe(5);
  expect(stepFrom(lines, 5, "down", 2)).toBe(6);
  expect(stepFrom(lines, 6, "up", 2)).toBe(3);
  expect(stepFrom(lines, 2, "right", 2)).toBe(3);
});
