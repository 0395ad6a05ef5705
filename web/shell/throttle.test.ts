import { expect, it } from "vitest";
import { throttledBy } from "./throttle";

it("runs at once, then once more for all that came meanwhile", () => {
  const timers: Array<() => void> = [];
  const done: string[] = [];
  const run = throttledBy<string>(
    700,
    (key) => done.push(key),
    (_ms, action) => timers.push(action),
  );
  run("a");
  run("a");
  run("a");
  run("b");
  expect(done).toEqual(["a", "b"]);
  for (const timer of timers.splice(0)) timer();
  expect(done).toEqual(["a", "b", "a"]);
  for (const timer of timers.splice(0)) timer();
  expect(done).toEqual(["a", "b", "a"]);
});
