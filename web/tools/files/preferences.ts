// How somebody likes to see their files, remembered by the browser.
import { useSyncExternalStore } from "react";
import type { View } from "./entries/types";

const VIEW = "liiibre.files.view";
const DETAILS = "liiibre.files.details";
const listeners = new Set<() => void>();

function write(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value);
  } catch {
    // Storage forbidden: it lasts as long as the page.
  }
  memory.set(key, value);
  for (const listener of listeners) listener();
}

const memory = new Map<string, string>();

function read(key: string): string | null {
  return memory.get(key) ?? window.localStorage.getItem(key);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useView(): [View, (view: View) => void] {
  const view = useSyncExternalStore(subscribe, () => (read(VIEW) === "tiles" ? "tiles" : "list"));
  return [view, (next) => write(VIEW, next)];
}

export function useDetailsShown(): [boolean, (shown: boolean) => void] {
  const shown = useSyncExternalStore(subscribe, () => read(DETAILS) === "shown");
  return [shown, (next) => write(DETAILS, next ? "shown" : "hidden")];
}
