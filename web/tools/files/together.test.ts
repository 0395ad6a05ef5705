import { expect, it } from "vitest";
import { together } from "./together";

it("does all, at most four at once, and tells which failed", async () => {
  let now = 0;
  let most = 0;
  const progress: number[] = [];
  const outcome = await together(
    [1, 2, 3, 4, 5, 6],
    async (item) => {
      now += 1;
      most = Math.max(most, now);
      await Promise.resolve();
      now -= 1;
      if (item === 3) throw new Error("no");
      return item * 2;
    },
    { onProgress: (done) => progress.push(done) },
  );
  expect(outcome.done.map(({ result }) => result).sort((a, b) => a - b)).toEqual([2, 4, 8, 10, 12]);
  expect(outcome.failed.map(({ item }) => item)).toEqual([3]);
  expect(most).toBe(4);
  expect(progress.at(-1)).toBe(6);
});

it("starts nothing more once it is called off", async () => {
  const calledOff = new AbortController();
  const outcome = await together(
    [1, 2, 3, 4, 5, 6],
    async (item) => {
      if (item === 2) calledOff.abort();
      return item;
    },
    { signal: calledOff.signal },
  );
  expect(outcome.done.length).toBeLessThan(6);
});
