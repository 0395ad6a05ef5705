// The last thing that can be taken back, for Ctrl/Cmd-Z after its message has gone. Each can be taken back once.

let last: (() => void) | null = null;

/** Remembers how to take something back; answers the same, usable once. */
export function undoable(run: () => void): () => void {
  const once = () => {
    if (last === once) last = null;
    if (used) return;
    used = true;
    run();
  };
  let used = false;
  last = once;
  return once;
}

/** false: there is nothing to take back. */
export function undoLast(): boolean {
  if (last === null) return false;
  last();
  return true;
}
