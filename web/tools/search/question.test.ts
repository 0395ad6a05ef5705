import { describe, expect, it } from "vitest";
import { readSearch } from "./question";

describe("the address of the results", () => {
  it("keeps what means something", () => {
    expect(readSearch({ q: "jardin", kind: "person", more: 1 })).toEqual({ q: "jardin", kind: "person" });
    expect(readSearch({ q: 2026 })).toEqual({ q: "2026" });
    expect(readSearch({ q: "", kind: "<script>" })).toEqual({});
    expect(readSearch({ q: ["a"], kind: 7 })).toEqual({});
    expect(readSearch({ q: "n".repeat(300) }).q).toHaveLength(200);
  });
});
