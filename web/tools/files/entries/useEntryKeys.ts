// The keys of a list of entries.
import { type KeyboardEvent, useEffect, useRef } from "react";
import { findByPrefix } from "../names";
import { cleared, type Selection, toggled } from "../selection";
import { type Line, type Step, stepFrom } from "./lines";
import type { Entry } from "./types";

const STEPS: Record<string, Step> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
  PageUp: "page-up",
  PageDown: "page-down",
  Home: "first",
  End: "last",
};

/** Letters typed within this time are one word. */
const TYPING_MS = 800;

export interface EntryKeys<T extends Entry> {
  items: readonly T[];
  lines: readonly Line[];
  selection: Selection;
  onSelection: (selection: Selection) => void;
  /** Tiles in a line; 1 in the list, where left and right mean nothing. */
  across: number;
  goTo: (index: number, keys: { range: boolean; toggle: boolean }) => void;
  pageLines: () => number;
  onOpen: (item: T, keyboard: boolean) => void;
  onMenu: (item: T) => void;
  hasMore: boolean;
  loadAll: () => Promise<unknown>;
}

export function useEntryKeys<T extends Entry>(keys: EntryKeys<T>): (event: KeyboardEvent) => void {
  const typed = useRef({ text: "", at: 0 });
  const latest = useRef(keys);
  latest.current = keys;
  // The end of a list whose pages are still coming.
  const wantsEnd = useRef<{ range: boolean; toggle: boolean } | null>(null);
  const { hasMore, items: shown } = keys;
  useEffect(() => {
    if (hasMore || wantsEnd.current === null) return;
    latest.current.goTo(shown.length - 1, wantsEnd.current);
    wantsEnd.current = null;
  }, [hasMore, shown]);
  return (event) => {
    const { items, lines, selection, onSelection, across, goTo, onOpen, onMenu } = latest.current;
    const entry = event.target instanceof HTMLElement ? event.target.dataset.entry : undefined;
    if (entry === undefined || event.nativeEvent.isComposing || event.altKey) return;
    // Where the focus is, also when nothing was chosen yet.
    const activeIndex = items.findIndex(({ id }) => id === entry);
    const mod = event.ctrlKey || event.metaKey;
    const active = items[activeIndex];
    const step = STEPS[event.key];
    if (step !== undefined) {
      if (across === 1 && (step === "left" || step === "right")) return;
      event.preventDefault();
      const held = { range: event.shiftKey, toggle: mod };
      if (step === "last" && latest.current.hasMore) {
        wantsEnd.current = held;
        void latest.current.loadAll();
        return;
      }
      goTo(stepFrom(lines, activeIndex, step, latest.current.pageLines()), held);
      return;
    }
    switch (event.key) {
      case "Enter":
        if (active === undefined || mod) return;
        event.preventDefault();
        onOpen(active, true);
        return;
      case " ":
        event.preventDefault();
        if (typed.current.text !== "" && event.timeStamp - typed.current.at < TYPING_MS) jump(" ");
        else if (active !== undefined) onSelection(toggled(selection, active.id));
        return;
      case "Escape":
        if (selection.selected.size === 0) return;
        event.preventDefault();
        onSelection(cleared(selection));
        return;
      case "ContextMenu":
      case "F10":
        if (event.key === "F10" && !event.shiftKey) return;
        event.preventDefault();
        if (active !== undefined) onMenu(active);
        return;
    }
    if (event.key.length === 1 && !mod && event.key !== "?" && event.key !== "/") {
      event.preventDefault();
      jump(event.key);
    }

    function jump(letter: string): void {
      const fresh = event.timeStamp - typed.current.at > TYPING_MS;
      typed.current = { text: fresh ? letter : typed.current.text + letter, at: event.timeStamp };
      const names = items.map((item) => item.name);
      const found = findByPrefix(names, typed.current.text, activeIndex);
      if (found >= 0) goTo(found, { range: false, toggle: false });
    }
  };
}
