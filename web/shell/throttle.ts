// What happens often is answered at once, and then once in a while.

/** Runs `action` per key at once, then at most once per `ms`, and once more at the end if it was asked meanwhile. */
export function throttledBy<K>(
  ms: number,
  action: (key: K) => void,
  later: (ms: number, run: () => void) => void,
): (key: K) => void {
  const resting = new Map<K, boolean>();
  function rest(key: K): void {
    resting.set(key, false);
    later(ms, () => {
      const again = resting.get(key) === true;
      resting.delete(key);
      if (again) run(key);
    });
  }
  function run(key: K): void {
    if (resting.has(key)) {
      resting.set(key, true);
      return;
    }
    rest(key);
    action(key);
  }
  return run;
}
