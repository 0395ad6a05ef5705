// What the list of entries needs to know of what it shows: nodes, things in the trash, recent files alike.
import type { DragEventHandler, ReactNode } from "react";
import type { ChildSort } from "~/api/types";
import type { FileKind } from "../kinds";
import type { Order } from "../place";
import type { Selection } from "../selection";

export interface Entry {
  id: string;
  kind: "folder" | "file";
  name: string;
}

export type View = "list" | "tiles";

export interface EntryColumn<T> {
  key: string;
  label: string;
  /** A track of a CSS grid. */
  width: string;
  align?: "end";
  /** Pressing the heading sorts by it. */
  sort?: ChildSort;
  cell: (item: T) => ReactNode;
}

export interface EntryFace {
  fileKind: FileKind;
  /** Address of a preview. */
  thumb: string | null;
  /** Where it leads: a real link, for a new tab. */
  href?: string;
}

export interface DragHandlers {
  draggable?: boolean;
  onDragStart?: DragEventHandler;
  onDragEnd?: DragEventHandler;
  onDragEnter?: DragEventHandler;
  onDragOver?: DragEventHandler;
  onDragLeave?: DragEventHandler;
  onDrop?: DragEventHandler;
}

export interface Point {
  x: number;
  y: number;
}

export interface Renaming {
  id: string;
  /** What was typed before and refused; the field keeps it. */
  typed?: string;
  error?: string;
}

export interface EntriesProps<T extends Entry> {
  /** Read aloud: what this is a list of. */
  label: string;
  items: readonly T[];
  columns: readonly EntryColumn<T>[];
  face: (item: T) => EntryFace;
  /** The second line of a row on a phone. */
  second: (item: T) => ReactNode;
  view: View;
  order?: Order;
  onSort?: (sort: ChildSort) => void;
  selection: Selection;
  onSelection: (selection: Selection) => void;
  /** Shown faded: cut, and on its way elsewhere. */
  faded?: ReadonlySet<string>;
  hasMore: boolean;
  loadMore: () => void;
  /** For what concerns the whole list: its end, selecting all of it. */
  loadAll: () => Promise<readonly string[]>;
  /** `keyboard`: the list that opens should have the focus. */
  onOpen: (item: T, keyboard?: boolean) => void;
  /** A menu was asked for, at a point of the window. The item is selected by then. */
  onMenu: (at: Point) => void;
  /** Takes the focus when it is first shown: somebody came here with the keyboard. */
  takesFocus?: boolean;
  /** Scrolls to this entry once, then says so. */
  revealed?: string | null;
  onRevealed?: () => void;
  drag?: (item: T) => DragHandlers;
  renaming?: Renaming | null;
  onRename?: (item: T, name: string | null) => void;
}
