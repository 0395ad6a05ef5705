// One entry as a tile: a picture with the name below; folders are low, without a picture.
import { useLingui } from "@lingui/react/macro";
import { memo, type ReactElement } from "react";
import { RowCheckbox } from "~/kit";
import css from "./Entries.module.css";
import { type CellProps, EntryMenuButton, EntryName } from "./EntryRow";
import { KindIcon } from "./KindIcon";
import { RenameField } from "./RenameField";
import { Thumb } from "./Thumb";
import type { Entry } from "./types";

interface EntryTileProps<T extends Entry> extends CellProps<T> {
  column: number;
}

export const EntryTile = memo(function EntryTile<T extends Entry>(props: EntryTileProps<T>): ReactElement {
  const { item, host, selected, faded, tabIndex, renaming } = props;
  const { t } = useLingui();
  const face = props.face(item);
  const drag = props.drag?.(item);
  return (
    <div
      role="gridcell"
      aria-colindex={props.column}
      aria-selected={selected}
      aria-label={item.name}
      tabIndex={tabIndex}
      data-entry={item.id}
      data-faded={faded || undefined}
      data-kind={item.kind}
      className={css.tile}
      {...host.handlers(item)}
      {...drag}
      draggable={renaming ? false : drag?.draggable}
    >
      {item.kind === "file" && (
        <div className={css.picture}>
          <Thumb kind={face.fileKind} src={face.thumb} large />
        </div>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only keeps the press to the box in it */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Space does it, on the tile */}
      <div className={css.tileBox} onClick={(event) => event.stopPropagation()}>
        <RowCheckbox
          label={t`Select ${item.name}`}
          checked={selected}
          onChange={() => host.toggle(item)}
          tabIndex={-1}
        />
      </div>
      <div className={css.tileFoot}>
        <KindIcon kind={face.fileKind} size={20} />
        {renaming ? (
          <RenameField
            name={item.name}
            kind={item.kind}
            typed={renaming.typed}
            error={renaming.error}
            onDone={(name) => host.rename(item, name)}
          />
        ) : (
          <EntryName item={item} href={face.href} />
        )}
        <EntryMenuButton item={item} onMenu={(at) => host.menu(item, at)} />
      </div>
    </div>
  );
}) as <T extends Entry>(props: EntryTileProps<T>) => ReactElement;
