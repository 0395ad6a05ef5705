import { expect, it } from "vitest";
import { csv, refusedFile } from "./csv";

it("puts quotes where a spreadsheet needs them", async () => {
  const text = await csv([["a", 'b "c"', "d;e", "f\ng", "h,i"]]).text();
  expect(text.trimEnd()).toBe('a;"b ""c""";"d;e";"f\ng";h,i');
});

it("gives the reason its own column, however ragged the lines are", () => {
  const file = refusedFile(
    ["name", "email"],
    [
      { cells: ["A"], reason: "no" },
      { cells: ["B", "b", "c"], reason: "why" },
    ],
    "Reason",
  );
  expect(file).toEqual([
    ["name", "email", "", "Reason"],
    ["A", "", "", "no"],
    ["B", "b", "c", "why"],
  ]);
  expect(refusedFile([], [{ cells: ["A"], reason: "no" }], "Reason")).toEqual([["A", "no"]]);
});
