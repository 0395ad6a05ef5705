// What was cut or copied inside Liiibre, until it is pasted or something else is.
import { useSyncExternalStore } from "react";
import type { Node } from "~/api/types";

export interface Clip {
  mode: "cut" | "copy";
  nodes: readonly Node[];
}

let clip: Clip | null = null;
const listeners = new Set<() => void>();

export function setClip(next: Clip | null): void {
  clip = next;
  for (const listener of listeners) listener();
  // What the system's clipboard held before must not win over this at the next paste.
  if (next !== null)
    void navigator.clipboard?.writeText(next.nodes.map((node) => node.name).join("\n")).catch(() => {});
}

export function currentClip(): Clip | null {
  return clip;
}

export function useClip(): Clip | null {
  return useSyncExternalStore(subscribe, currentClip);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
