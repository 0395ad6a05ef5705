// A list of entries of any length, as rows or as tiles: only what is near the window is in the page. One widget with
// one place in the tab order (a grid, as ARIA calls it): arrows move, Shift extends, Space marks, Enter opens, letters
// jump. The pointer does what a file list does everywhere: click selects, double click opens; on a touch screen a tap
// opens and a long press selects.
import { useLingui } from "@lingui/react/macro";
import { defaultRangeExtractor, type Range, useWindowVirtualizer } from "@tanstack/react-virtual";
import {
  type ReactElement,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { Hidden, Skeleton, useMediaPhone } from "~/kit";
import { clicked, movedTo, only, toggled } from "../selection";
import css from "./Entries.module.css";
import { EntryHead } from "./EntryHead";
import { type CellHost, EntryRow } from "./EntryRow";
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
const LONG_PRESS_MS = 450;
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

  const focusWanted = useRef(props.takesFocus ?? false);
  const hadFocus = useRef(false);
  const { revealed = null, onRevealed } = props;
  useLayoutEffect(() => {
    const index = revealed === null ? -1 : ids.indexOf(revealed);
    if (index < 0) return;
    virtual.scrollToIndex(lineOf(lines, index), { align: "center" });
    if (nothingHasFocus()) focusWanted.current = true;
    onRevealed?.();
  }, [revealed, onRevealed, ids, lines, virtual]);

  useLayoutEffect(() => {
    // The row that had the focus is gone: the one that takes its place has it next.
    if (hadFocus.current && document.activeElement === document.body) focusWanted.current = true;
    const settled = selection.active === null || activeIndex >= 0;
    if (!focusWanted.current || !settled) return;
    const element = grid.current?.querySelector<HTMLElement>('[data-entry][tabindex="0"]');
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

  useEffect(() => {
    // A press elsewhere takes the focus away for good, also where nothing can have it.
    const onPress = (event: PointerEvent) => {
      if (event.target instanceof Node && !grid.current?.contains(event.target)) hadFocus.current = false;
    };
    document.addEventListener("pointerdown", onPress);
    return () => document.removeEventListener("pointerdown", onPress);
  }, []);

  const latest = useRef({ props, ids, menuFor });
  latest.current = { props, ids, menuFor };
  const host = useMemo(() => hostOf(latest, focusWanted), []);

  const firstFocusable = activeIndex < 0 ? ids[0] : selection.active;
  const cellProps = (item: T) => ({
    item,
    host,
    face: props.face,
    drag: props.drag,
    selected: selection.selected.has(item.id),
    faded: props.faded?.has(item.id) ?? false,
    tabIndex: item.id === firstFocusable ? 0 : -1,
    renaming: renaming?.id === item.id ? renaming : null,
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
      onFocus={() => {
        hadFocus.current = true;
      }}
      onBlur={(event) => {
        // Without a next element it may be that the row itself went away.
        const next = event.relatedTarget;
        if (next !== null && !event.currentTarget.contains(next)) hadFocus.current = false;
      }}
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
              {...cellProps(first)}
              columns={columns}
              second={props.second}
              rowIndex={line.index + 2}
              top={line.start - top}
              height={line.size}
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
                <EntryTile key={item.id} {...cellProps(item)} column={column + 1} />
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

interface Latest<T extends Entry> {
  props: EntriesProps<T>;
  ids: readonly string[];
  menuFor: (item: T, at: Point) => void;
}

/** Rows keep one host for good, which looks up what is true now: a selection must not render every row again. */
function hostOf<T extends Entry>(latest: RefObject<Latest<T>>, focusWanted: RefObject<boolean>): CellHost<T> {
  const touch = { timer: 0, done: false, touching: false };
  const toggle = (item: T) => {
    const { selection, onSelection } = latest.current.props;
    onSelection(toggled(selection, item.id));
  };
  const letGo = () => window.clearTimeout(touch.timer);
  return {
    toggle,
    menu: (item, at) => latest.current.menuFor(item, at),
    rename: (item, name) => {
      focusWanted.current = true;
      latest.current.props.onRename?.(item, name);
    },
    handlers: (item) => ({
      onPointerDown: (event) => {
        touch.touching = event.pointerType === "touch";
        touch.done = false;
        letGo();
        if (!touch.touching) return;
        touch.timer = window.setTimeout(() => {
          touch.done = true;
          navigator.vibrate?.(10);
          toggle(item);
        }, LONG_PRESS_MS);
      },
      onPointerMove: (event) => {
        if (Math.abs(event.movementX) + Math.abs(event.movementY) > 4) letGo();
      },
      onPointerUp: letGo,
      onPointerCancel: letGo,
      onClick: (event) => {
        if (event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        if (touch.done) {
          touch.done = false;
          return;
        }
        const { props, ids } = latest.current;
        const { selection, onSelection, onOpen } = props;
        // A screen reader presses what it is on: it means to open.
        const pressed = event.detail === 0;
        if (touch.touching && selection.selected.size > 0) toggle(item);
        else if (touch.touching || pressed) onOpen(item);
        else {
          const keys = { range: event.shiftKey, toggle: event.ctrlKey || event.metaKey };
          onSelection(clicked(selection, ids, item.id, keys));
        }
      },
      onDoubleClick: (event) => {
        if (touch.touching || event.shiftKey || event.ctrlKey || event.metaKey) return;
        latest.current.props.onOpen(item);
      },
      onContextMenu: (event) => {
        event.preventDefault();
        event.stopPropagation();
        // On a touch screen a long press selects; the timer above has done it or is about to.
        if (!touch.touching) latest.current.menuFor(item, { x: event.clientX, y: event.clientY });
      },
    }),
  };
}

/** Or only the page as a whole, which has it when nothing else wants it. */
function nothingHasFocus(): boolean {
  return document.activeElement === document.body || document.activeElement?.id === "main";
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
