import { describe, expect, it } from "vitest";
import { bytes } from "./push";

describe("base64url", () => {
  it("is read with both of its own letters and without padding", () => {
    expect([...bytes("-_-_AA")]).toEqual([251, 255, 191, 0]);
    expect(bytes("").length).toBe(0);
  });
});
