// One entry as a row of the list; on a phone, two lines.
import { useLingui } from "@lingui/react/macro";
import { IconDotsVertical } from "@tabler/icons-react";
import type { CSSProperties, ReactElement, ReactNode } from "react";
import { IconButton, RowCheckbox } from "~/kit";
import css from "./Entries.module.css";
import { RenameField } from "./RenameField";
import { Thumb } from "./Thumb";
import type { DragHandlers, Entry, EntryColumn, EntryFace, Point, Renaming } from "./types";

export interface CellProps<T extends Entry> {
  item: T;
  index: number;
  face: EntryFace;
  selected: boolean;
  /** Something is selected somewhere: boxes show. */
  selecting: boolean;
  faded: boolean;
  tabIndex: number;
  renaming: Renaming | null;
  onRename: (name: string | null) => void;
  onToggle: () => void;
  onMenu: (at: Point) => void;
  handlers: DragHandlers & React.DOMAttributes<HTMLDivElement>;
}

export interface EntryRowProps<T extends Entry> extends CellProps<T> {
  columns: readonly EntryColumn<T>[];
  second: (item: T) => ReactNode;
  rowIndex: number;
  style: CSSProperties;
}

export function EntryRow<T extends Entry>(props: EntryRowProps<T>): ReactElement {
  const { item, face, columns, selected, faded, tabIndex, renaming, handlers, style } = props;
  const { t } = useLingui();
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
      style={style}
      {...handlers}
      draggable={renaming ? false : handlers.draggable}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Space does it, on the row */}
      <div role="gridcell" className={css.boxCell} onClick={(event) => event.stopPropagation()}>
        <RowCheckbox
          label={t`Select ${item.name}`}
          checked={selected}
          onChange={props.onToggle}
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
            onDone={props.onRename}
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
        <EntryMenuButton item={item} onMenu={props.onMenu} />
      </div>
    </div>
  );
}

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
    <IconButton
      label={t`Actions for ${item.name}`}
      tooltip={false}
      small
      tabIndex={-1}
      aria-haspopup="menu"
      onClick={(event: React.MouseEvent) => {
        event.stopPropagation();
        const box = event.currentTarget.getBoundingClientRect();
        onMenu({ x: box.left, y: box.bottom });
      }}
    >
      <IconDotsVertical size={18} stroke={1.75} />
    </IconButton>
  );
}
