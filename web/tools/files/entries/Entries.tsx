// A list of entries of any length, as rows or as tiles: only what is near the window is in the page. One widget with
// one place in the tab order (a grid, as ARIA calls it): arrows move, Shift extends, Space marks, Enter opens, letters
// jump. The pointer does what a file list does everywhere: click selects, double click opens; on a touch screen a tap
// opens and a long press selects.
import { useLingui } from "@lingui/react/macro";
import { defaultRangeExtractor, type Range, useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactElement, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Hidden, Skeleton, useMediaPhone } from "~/kit";
import { clicked, movedTo, only, toggled } from "../selection";
import css from "./Entries.module.css";
import { EntryHead } from "./EntryHead";
import { EntryRow } from "./EntryRow";
import { EntryTile } from "./EntryTile";
import { lineOf, linesOf } from "./lines";
import type { EntriesProps, Entry, Point } from "./types";
import { useEntryKeys } from "./useEntryKeys";

const ROW = 44;
const ROW_PHONE = 60;
const TILE_FOLDER = 60;
const TILE_FILE = 212;
const TILE_WIDTH = 190;
const TILE_WIDTH_PHONE = 150;
/** The next page is asked for when this many lines or fewer are left below the window. */
const AHEAD = 60;

export function Entries<T extends Entry>(props: EntriesProps<T>): ReactElement {
  const { label, items, columns, view, selection, onSelection, hasMore, loadMore, renaming } = props;
  const { t } = useLingui();
  const phone = useMediaPhone();
  const grid = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const { width, top } = useMeasures(grid, body);
  const tilesAcross = Math.max(2, Math.floor(width / (phone ? TILE_WIDTH_PHONE : TILE_WIDTH)));
  const across = view === "tiles" ? tilesAcross : 1;
  const ids = useMemo(() => items.map((item) => item.id), [items]);
  const lines = useMemo(
    () =>
      linesOf(
        items.map((item) => item.kind),
        across,
      ),
    [items, across],
  );

  const activeIndex = selection.active === null ? -1 : ids.indexOf(selection.active);
  const activeLine = lineOf(lines, Math.max(0, activeIndex));
  const renamingLine = renaming ? lineOf(lines, Math.max(0, ids.indexOf(renaming.id))) : activeLine;

  // The line that has the focus stays in the page however far one scrolls: the focus must not be lost.
  const rangeExtractor = useCallback(
    (range: Range) =>
      [...new Set([...defaultRangeExtractor(range), activeLine, renamingLine])]
        .filter((index) => index < range.count)
        .sort((one, other) => one - other),
    [activeLine, renamingLine],
  );
  const virtual = useWindowVirtualizer({
    count: lines.length,
    estimateSize: (index) => {
      if (view === "list") return phone ? ROW_PHONE : ROW;
      return lines[index]?.kind === "folder" ? TILE_FOLDER : TILE_FILE;
    },
    getItemKey: (index) => ids[lines[index]?.start ?? 0] ?? index,
    overscan: view === "list" ? 12 : 4,
    scrollMargin: top,
    scrollPaddingStart: 190,
    scrollPaddingEnd: 24,
    rangeExtractor,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are computed from these, and must be computed anew
  useLayoutEffect(() => virtual.measure(), [view, phone, across, lines, virtual]);

  const shown = virtual.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  useLayoutEffect(() => {
    if (hasMore && lastShown >= lines.length - AHEAD) loadMore();
  }, [hasMore, lastShown, lines.length, loadMore]);

  const { revealed = null, onRevealed } = props;
  useLayoutEffect(() => {
    const index = revealed === null ? -1 : ids.indexOf(revealed);
    if (index < 0) return;
    virtual.scrollToIndex(lineOf(lines, index), { align: "center" });
    onRevealed?.();
  }, [revealed, onRevealed, ids, lines, virtual]);

  const focusWanted = useRef(false);
  useLayoutEffect(() => {
    if (!focusWanted.current || selection.active === null) return;
    const element = grid.current?.querySelector<HTMLElement>(
      `[data-entry="${CSS.escape(selection.active)}"]`,
    );
    if (!element) return;
    focusWanted.current = false;
    element.focus({ preventScroll: true });
  });

  const goTo = (index: number, keys: { range: boolean; toggle: boolean }) => {
    const id = ids[index];
    if (id === undefined) return;
    focusWanted.current = true;
    virtual.scrollToIndex(lineOf(lines, index), { align: "auto" });
    onSelection(movedTo(selection, ids, id, keys));
  };

  const menuFor = (item: T, at: Point) => {
    if (!selection.selected.has(item.id)) onSelection(only(item.id));
    props.onMenu(at);
  };

  const onKeyDown = useEntryKeys({
    items,
    lines,
    selection,
    onSelection,
    activeIndex,
    across,
    goTo,
    pageLines: () =>
      Math.max(1, Math.floor((window.innerHeight - 240) / (view === "list" ? ROW : TILE_FILE))),
    onOpen: props.onOpen,
    onMenu: (item) => {
      const box = grid.current
        ?.querySelector(`[data-entry="${CSS.escape(item.id)}"]`)
        ?.getBoundingClientRect();
      if (box) menuFor(item, { x: box.left + 48, y: box.bottom - 8 });
    },
    loadAll: props.loadAll,
    hasMore,
  });

  const touch = useRef<{ timer: number; done: boolean; touching: boolean }>({
    timer: 0,
    done: false,
    touching: false,
  });
  const handlersOf = (item: T) => ({
    onPointerDown: (event: React.PointerEvent) => {
      const state = touch.current;
      state.touching = event.pointerType === "touch";
      state.done = false;
      window.clearTimeout(state.timer);
      if (!state.touching) return;
      state.timer = window.setTimeout(() => {
        state.done = true;
        navigator.vibrate?.(10);
        onSelection(toggled(selection, item.id));
      }, 450);
    },
    onPointerMove: (event: React.PointerEvent) => {
      if (Math.abs(event.movementX) + Math.abs(event.movementY) > 4) window.clearTimeout(touch.current.timer);
    },
    onPointerUp: () => window.clearTimeout(touch.current.timer),
    onPointerCancel: () => window.clearTimeout(touch.current.timer),
    onClick: (event: React.MouseEvent) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      event.stopPropagation();
      if (touch.current.done) {
        touch.current.done = false;
        return;
      }
      // A screen reader presses what it is on: it means to open.
      const pressed = event.detail === 0;
      if (touch.current.touching && selection.selected.size > 0) onSelection(toggled(selection, item.id));
      else if (touch.current.touching || pressed) props.onOpen(item);
      else
        onSelection(
          clicked(selection, ids, item.id, { range: event.shiftKey, toggle: event.ctrlKey || event.metaKey }),
        );
    },
    onDoubleClick: (event: React.MouseEvent) => {
      if (touch.current.touching || event.shiftKey || event.ctrlKey || event.metaKey) return;
      props.onOpen(item);
    },
    onContextMenu: (event: React.MouseEvent) => {
      event.preventDefault();
      event.stopPropagation();
      // On a touch screen a long press selects; the timer above has done it or is about to.
      if (touch.current.touching) return;
      menuFor(item, { x: event.clientX, y: event.clientY });
    },
  });

  const firstFocusable = activeIndex < 0 ? ids[0] : selection.active;
  const cellProps = (item: T, index: number) => ({
    item,
    index,
    face: props.face(item),
    selected: selection.selected.has(item.id),
    selecting: selection.selected.size > 0,
    faded: props.faded?.has(item.id) ?? false,
    tabIndex: item.id === firstFocusable ? 0 : -1,
    renaming: renaming?.id === item.id ? renaming : null,
    onRename: (name: string | null) => {
      focusWanted.current = true;
      props.onRename?.(item, name);
    },
    onToggle: () => onSelection(toggled(selection, item.id)),
    onMenu: (at: Point) => menuFor(item, at),
    handlers: { ...handlersOf(item), ...props.drag?.(item) },
  });

  const list = view === "list";
  return (
    <div
      ref={grid}
      role="grid"
      aria-label={label}
      aria-multiselectable
      aria-rowcount={hasMore ? -1 : lines.length + (list ? 1 : 0)}
      aria-colcount={list ? columns.length + 3 : across}
      className={css.grid}
      data-view={view}
      data-selecting={selection.selected.size > 0 || undefined}
      style={
        {
          "--columns": columns.map((column) => column.width).join(" "),
          "--across": across,
        } as React.CSSProperties
      }
      onKeyDown={onKeyDown}
    >
      {list && <EntryHead {...props} ids={ids} />}
      <div ref={body} role="rowgroup" className={css.body} style={{ height: virtual.getTotalSize() }}>
        {shown.map((line) => {
          const { start, end, kind } = lines[line.index] ?? { start: 0, end: 0, kind: "file" };
          const style = { transform: `translateY(${line.start - top}px)`, height: line.size };
          const first = items[start];
          if (first === undefined) return null;
          return list ? (
            <EntryRow
              key={line.key}
              {...cellProps(first, start)}
              columns={columns}
              second={props.second}
              rowIndex={line.index + 2}
              style={style}
            />
          ) : (
            <div
              key={line.key}
              role="row"
              aria-rowindex={line.index + 1}
              className={css.tiles}
              style={style}
              data-kind={kind}
            >
              {items.slice(start, end).map((item, column) => (
                <EntryTile key={item.id} {...cellProps(item, start + column)} column={column + 1} />
              ))}
            </div>
          );
        })}
      </div>
      {hasMore && (
        <div className={css.more}>
          <Hidden>{t`Loading more…`}</Hidden>
          <Skeleton width="38%" />
          <Skeleton width="27%" />
        </div>
      )}
    </div>
  );
}

/** How wide the list is, and how far below the top of the page its first line begins. */
function useMeasures(
  grid: React.RefObject<HTMLDivElement | null>,
  body: React.RefObject<HTMLDivElement | null>,
): { width: number; top: number } {
  const [measures, setMeasures] = useState({ width: 1000, top: 0 });
  useLayoutEffect(() => {
    const element = grid.current;
    if (!element) return;
    const measure = () => {
      const top = (body.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
      const width = element.clientWidth;
      setMeasures((before) =>
        before.width === width && Math.abs(before.top - top) < 1 ? before : { width, top },
      );
    };
    measure();
    // What stands above the list moves it too.
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [grid, body]);
  return measures;
}
