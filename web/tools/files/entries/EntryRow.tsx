// One entry as a row of the list; on a phone, two lines.
import { useLingui } from "@lingui/react/macro";
import { IconDotsVertical } from "@tabler/icons-react";
import { memo, type ReactElement, type ReactNode } from "react";
import { RowCheckbox } from "~/kit";
import css from "./Entries.module.css";
import { RenameField } from "./RenameField";
import { Thumb } from "./Thumb";
import type { DragHandlers, Entry, EntryColumn, EntryFace, Point, Renaming } from "./types";

/** What a row or a tile does, for any item. The same object as long as the list is shown. */
export interface CellHost<T extends Entry> {
  handlers: (item: T) => React.DOMAttributes<HTMLDivElement>;
  toggle: (item: T) => void;
  menu: (item: T, at: Point) => void;
  rename: (item: T, name: string | null) => void;
}

export interface CellProps<T extends Entry> {
  item: T;
  host: CellHost<T>;
  face: (item: T) => EntryFace;
  drag: ((item: T) => DragHandlers) | undefined;
  selected: boolean;
  faded: boolean;
  tabIndex: number;
  renaming: Renaming | null;
}

export interface EntryRowProps<T extends Entry> extends CellProps<T> {
  columns: readonly EntryColumn<T>[];
  second: (item: T) => ReactNode;
  rowIndex: number;
  top: number;
  height: number;
}

/** Renders again only when something about it changed: scrolling moves the others past it. */
export const EntryRow = memo(function EntryRow<T extends Entry>(props: EntryRowProps<T>): ReactElement {
  const { item, host, columns, selected, faded, tabIndex, renaming, top, height } = props;
  const { t } = useLingui();
  const face = props.face(item);
  const drag = props.drag?.(item);
  return (
    <div
      role="row"
      aria-rowindex={props.rowIndex}
      aria-selected={selected}
      aria-label={item.name}
      tabIndex={tabIndex}
      data-entry={item.id}
      data-faded={faded || undefined}
      className={css.row}
      style={{ transform: `translateY(${top}px)`, height }}
      {...host.handlers(item)}
      {...drag}
      draggable={renaming ? false : drag?.draggable}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Space does it, on the row */}
      <div role="gridcell" className={css.boxCell} onClick={(event) => event.stopPropagation()}>
        <RowCheckbox
          label={t`Select ${item.name}`}
          checked={selected}
          onChange={() => host.toggle(item)}
          tabIndex={-1}
        />
      </div>
      <div role="gridcell" className={css.nameCell}>
        <Thumb kind={face.fileKind} src={face.thumb} />
        {renaming ? (
          <RenameField
            name={item.name}
            kind={item.kind}
            typed={renaming.typed}
            error={renaming.error}
            onDone={(name) => host.rename(item, name)}
          />
        ) : (
          <span className={css.words}>
            <EntryName item={item} href={face.href} />
            <span className={css.second}>{props.second(item)}</span>
          </span>
        )}
      </div>
      {columns.map((column) => (
        <div
          key={column.key}
          role="gridcell"
          className={css.cell}
          data-align={column.align}
          data-column={column.key}
        >
          {column.cell(item)}
        </div>
      ))}
      <div role="gridcell" className={css.menuCell}>
        <EntryMenuButton item={item} onMenu={(at) => host.menu(item, at)} />
      </div>
    </div>
  );
}) as <T extends Entry>(props: EntryRowProps<T>) => ReactElement;

export function EntryName({ item, href }: { item: Entry; href: string | undefined }) {
  return href === undefined ? (
    <span className={css.name} title={item.name}>
      {item.name}
    </span>
  ) : (
    <a className={css.name} href={href} tabIndex={-1} draggable={false} title={item.name}>
      {item.name}
    </a>
  );
}

export function EntryMenuButton({ item, onMenu }: { item: Entry; onMenu: (at: Point) => void }) {
  const { t } = useLingui();
  return (
    <button
      type="button"
      className={css.menuButton}
      aria-label={t`Actions for ${item.name}`}
      aria-haspopup="menu"
      tabIndex={-1}
      onClick={(event) => {
        event.stopPropagation();
        const box = event.currentTarget.getBoundingClientRect();
        onMenu({ x: box.left, y: box.bottom });
      }}
    >
      <IconDotsVertical size={18} stroke={1.75} aria-hidden />
    </button>
  );
}
