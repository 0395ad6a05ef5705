// Does the same to many things, a few at a time, and tells which worked. Pure of what is done.

export interface Outcome<T, R> {
  done: { item: T; result: R }[];
  failed: { item: T; error: unknown }[];
}

const AT_ONCE = 4;

/** In order of starting. After `signal` is aborted nothing more is started; what was started is waited for. */
export async function together<T, R>(
  items: readonly T[],
  act: (item: T) => Promise<R>,
  options: { onProgress?: (done: number) => void; signal?: AbortSignal } = {},
): Promise<Outcome<T, R>> {
  const outcome: Outcome<T, R> = { done: [], failed: [] };
  let next = 0;
  async function worker(): Promise<void> {
    while (next < items.length && options.signal?.aborted !== true) {
      const item = items[next++] as T;
      try {
        outcome.done.push({ item, result: await act(item) });
      } catch (error) {
        outcome.failed.push({ item, error });
      }
      options.onProgress?.(outcome.done.length + outcome.failed.length);
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return outcome;
}
