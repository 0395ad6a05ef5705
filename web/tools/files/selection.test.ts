import { describe, expect, it } from "vitest";
import { all, cleared, clicked, movedTo, NOTHING, only, pruned, rangeTo } from "./selection";

const ids = ["a", "b", "c", "d", "e"];
const plain = { range: false, toggle: false };
const shift = { range: true, toggle: false };
const ctrl = { range: false, toggle: true };

describe("selection", () => {
  it("clicks, toggles and extends", () => {
    let now = clicked(NOTHING, ids, "b", plain);
    expect([...now.selected]).toEqual(["b"]);
    now = clicked(now, ids, "d", shift);
    expect([...now.selected]).toEqual(["b", "c", "d"]);
    now = clicked(now, ids, "c", ctrl);
    expect([...now.selected]).toEqual(["b", "d"]);
    now = clicked(now, ids, "a", { range: true, toggle: true });
    expect([...now.selected].sort()).toEqual(["a", "b", "c", "d"]);
  });

  it("extends back over the anchor", () => {
    const now = rangeTo(rangeTo(only("c"), ids, "e"), ids, "a");
    expect([...now.selected]).toEqual(["a", "b", "c"]);
  });

  it("moves without selecting when Ctrl is held", () => {
    const now = movedTo(only("a"), ids, "c", ctrl);
    expect([...now.selected]).toEqual(["a"]);
    expect(now.active).toBe("c");
  });

  it("selects all, and Esc keeps the keyboard in place", () => {
    const now = cleared(all(only("b"), ids));
    expect(now.selected.size).toBe(0);
    expect(now.active).toBe("b");
  });

  it("goes to the neighbour of what is gone", () => {
    const now = pruned(only("c"), ids, ["a", "b", "d", "e"]);
    expect(now.active).toBe("d");
    expect(now.selected.size).toBe(0);
    expect(pruned(only("e"), ids, ["a", "b"]).active).toBe("b");
    expect(pruned(only("e"), ids, []).active).toBeNull();
    const same = only("a");
    expect(pruned(same, ids, ["a"])).toBe(same);
  });
});
