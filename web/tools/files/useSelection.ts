// The selection of a list, kept true while the list changes, and kept in the address while it is short enough.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type PlaceSearch, readSelected, writeSelected } from "./place";
import { NOTHING, pruned, type Selection } from "./selection";

/** Clicking about must not fill the address bar with flicker. */
const WRITE_AFTER_MS = 250;

export interface SelectionOptions {
  ids: readonly string[];
  /** There are pages that are not loaded. */
  hasMore: boolean;
  loadMore: () => void;
}

export interface SelectionState {
  selection: Selection;
  select: (selection: Selection) => void;
  /** Selects these and scrolls to the first, once they are in the list: what was just made, what an address names. */
  reveal: (ids: readonly string[]) => void;
  /** What the list should scroll to, and what it says when it did. */
  revealed: string | null;
  onRevealed: () => void;
}

export function useSelection({ ids, hasMore, loadMore }: SelectionOptions): SelectionState {
  const search: PlaceSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [wanted, setWanted] = useState<readonly string[]>(() => readSelected(search.selected));
  const [revealed, setRevealed] = useState<string | null>(null);

  const before = useRef(ids);
  useEffect(() => {
    const last = before.current;
    before.current = ids;
    if (last !== ids) setSelection((now) => pruned(now, last, ids));
  }, [ids]);

  const there = useMemo(() => new Set(ids), [ids]);
  useEffect(() => {
    if (wanted.length === 0) return;
    const found = wanted.filter((id) => there.has(id));
    if (found.length < wanted.length && hasMore) {
      loadMore();
      return;
    }
    // What is not there yet may come with the next change of the list.
    const [first] = found;
    if (first === undefined) return;
    setWanted([]);
    setSelection({ selected: new Set(found), anchor: first, active: first });
    setRevealed(first);
  }, [wanted, there, hasMore, loadMore]);

  // An address that somebody follows while the list is shown: from the palette, from a message.
  const written = useRef(search.selected);
  useEffect(() => {
    if (search.selected === written.current) return;
    written.current = search.selected;
    setWanted(readSelected(search.selected));
  }, [search.selected]);

  useEffect(() => {
    if (wanted.length > 0) return;
    const next = writeSelected(selection.selected);
    if (next === written.current) return;
    const timer = window.setTimeout(() => {
      written.current = next;
      void navigate({
        to: ".",
        search: (now: PlaceSearch) => ({ ...now, selected: next }),
        state: true,
        replace: true,
        resetScroll: false,
      });
    }, WRITE_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [selection.selected, wanted, navigate]);

  return {
    selection,
    select: setSelection,
    reveal: useCallback((next: readonly string[]) => setWanted(next), []),
    revealed,
    onRevealed: useCallback(() => setRevealed(null), []),
  };
}
