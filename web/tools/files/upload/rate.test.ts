import { expect, it } from "vitest";
import { type Sample, sampled, secondsLeft, speed } from "./rate";

it("measures over the last seconds, once there is enough to say", () => {
  let samples: readonly Sample[] = [];
  for (let at = 0; at <= 1_500; at += 500) samples = sampled(samples, at, at * 10);
  expect(speed(samples)).toBeNull();
  for (let at = 2_000; at <= 20_000; at += 500) samples = sampled(samples, at, at * 10);
  expect(speed(samples)).toBe(10_000);
  expect(samples.length).toBeLessThan(20);
  expect(secondsLeft(25_000, speed(samples))).toBe(3);
});

it("says nothing when nothing moves", () => {
  expect(secondsLeft(100, 0)).toBeNull();
  expect(secondsLeft(100, null)).toBeNull();
});
