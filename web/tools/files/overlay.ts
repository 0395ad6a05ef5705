// What somebody just did and the server has not answered yet: entries on their way out of a folder, names on their way
// to change. It lies over what the server sends rather than in it, so that a list fetched again in the meantime does not
// bring back what is leaving, and taking a change back is only lifting it.
import { useSyncExternalStore } from "react";
import type { Id } from "~/api/types";

export interface Overlay {
  /** Leaving this folder, by node. */
  leaving: ReadonlyMap<Id, Id>;
  named: ReadonlyMap<Id, string>;
}

let current: Overlay = { leaving: new Map(), named: new Map() };
const listeners = new Set<() => void>();

function change(next: Overlay): void {
  current = next;
  for (const listener of listeners) listener();
}

export function setLeaving(ids: Iterable<Id>, folder: Id | null): void {
  const leaving = new Map(current.leaving);
  for (const id of ids) {
    if (folder === null) leaving.delete(id);
    else leaving.set(id, folder);
  }
  change({ ...current, leaving });
}

export function setNamed(id: Id, name: string | null): void {
  const named = new Map(current.named);
  if (name === null) named.delete(id);
  else named.set(id, name);
  change({ ...current, named });
}

/** The entries of a folder as the person has left them. The same array when there is nothing to change. */
export function overlaid<T extends { id: Id; name: string }>(
  items: readonly T[],
  folder: Id,
  overlay: Overlay,
): readonly T[] {
  if (overlay.leaving.size === 0 && overlay.named.size === 0) return items;
  return items
    .filter((item) => overlay.leaving.get(item.id) !== folder)
    .map((item) => {
      const name = overlay.named.get(item.id);
      return name === undefined ? item : { ...item, name };
    });
}

export function useOverlay(): Overlay {
  return useSyncExternalStore(subscribe, () => current);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
