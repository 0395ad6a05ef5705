/** Bytes per second over the last seconds, and what that means for the rest. Pure; time is handed in. */

const WINDOW_MS = 8_000;
const EVERY_MS = 400;
/** Before this much has been watched, a number would only jump about. */
const ENOUGH_MS = 2_000;

export interface Sample {
  at: number;
  bytes: number;
}

/** Adds a sample, thins out those that come too close, forgets those outside the window. */
export function sampled(samples: readonly Sample[], at: number, bytes: number): readonly Sample[] {
  const last = samples.at(-1);
  if (last !== undefined && at - last.at < EVERY_MS) return samples;
  return [...samples.filter((sample) => at - sample.at <= WINDOW_MS), { at, bytes }];
}

/** Bytes per second, or null while it is too early to say. */
export function speed(samples: readonly Sample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < ENOUGH_MS) return null;
  return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.at - first.at));
}

/** Seconds until `remaining` bytes are through, or null when nobody can say. */
export function secondsLeft(remaining: number, bytesPerSecond: number | null): number | null {
  if (bytesPerSecond === null || bytesPerSecond <= 0) return null;
  return Math.ceil(remaining / bytesPerSecond);
}
