// Which entries are selected, and which one the keyboard is on. Pure: every function takes the ids in the order in
// which they are shown and answers the next state.

export interface Selection {
  selected: ReadonlySet<string>;
  /** Where a range begins. */
  anchor: string | null;
  /** Where the keyboard is; the only entry in the tab order. */
  active: string | null;
}

export const NOTHING: Selection = { selected: new Set(), anchor: null, active: null };

export function only(id: string): Selection {
  return { selected: new Set([id]), anchor: id, active: id };
}

export function toggled(selection: Selection, id: string): Selection {
  const selected = new Set(selection.selected);
  if (!selected.delete(id)) selected.add(id);
  return { selected, anchor: id, active: id };
}

/** From the anchor to `id`, both included. With `keep`, what was selected elsewhere stays. */
export function rangeTo(selection: Selection, ids: readonly string[], id: string, keep = false): Selection {
  const anchor =
    selection.anchor !== null && ids.includes(selection.anchor) ? selection.anchor : (ids[0] ?? id);
  const from = ids.indexOf(anchor);
  const to = ids.indexOf(id);
  if (to < 0) return selection;
  const range = ids.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { selected: new Set(keep ? [...selection.selected, ...range] : range), anchor, active: id };
}

export function all(selection: Selection, ids: readonly string[]): Selection {
  return { ...selection, selected: new Set(ids), anchor: selection.anchor ?? ids[0] ?? null };
}

/** Nothing selected; the keyboard stays where it is. */
export function cleared(selection: Selection): Selection {
  return selection.selected.size === 0
    ? selection
    : { ...selection, selected: new Set(), anchor: selection.active };
}

export interface Modifiers {
  /** Shift. */
  range: boolean;
  /** Ctrl, or Cmd on a Mac. */
  toggle: boolean;
}

export function clicked(
  selection: Selection,
  ids: readonly string[],
  id: string,
  keys: Modifiers,
): Selection {
  if (keys.range) return rangeTo(selection, ids, id, keys.toggle);
  return keys.toggle ? toggled(selection, id) : only(id);
}

/** The keyboard goes to `id`: alone it selects, with Shift it extends, with Ctrl it only moves. */
export function movedTo(
  selection: Selection,
  ids: readonly string[],
  id: string,
  keys: Modifiers,
): Selection {
  if (keys.range) return rangeTo(selection, ids, id, keys.toggle);
  return keys.toggle ? { ...selection, active: id } : only(id);
}

/** After the list has changed: what is gone is no longer selected, and the keyboard goes to the neighbour of what it was on. */
export function pruned(selection: Selection, before: readonly string[], after: readonly string[]): Selection {
  const there = new Set(after);
  const gone = [...selection.selected].some((id) => !there.has(id));
  const activeGone = selection.active !== null && !there.has(selection.active);
  const anchorGone = selection.anchor !== null && !there.has(selection.anchor);
  if (!gone && !activeGone && !anchorGone) return selection;
  const active = activeGone ? neighbour(selection.active as string, before, there) : selection.active;
  return {
    selected: gone ? new Set([...selection.selected].filter((id) => there.has(id))) : selection.selected,
    anchor: anchorGone ? active : selection.anchor,
    active,
  };
}

function neighbour(id: string, before: readonly string[], there: ReadonlySet<string>): string | null {
  const index = before.indexOf(id);
  const later = before.slice(index + 1).find((other) => there.has(other));
  return later ?? before.slice(0, Math.max(index, 0)).findLast((other) => there.has(other)) ?? null;
}
