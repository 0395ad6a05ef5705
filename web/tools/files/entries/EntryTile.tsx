// One entry as a tile: a picture with the name below; folders are low, without a picture.
import { useLingui } from "@lingui/react/macro";
import type { ReactElement } from "react";
import { RowCheckbox } from "~/kit";
import css from "./Entries.module.css";
import { type CellProps, EntryMenuButton, EntryName } from "./EntryRow";
import { KindIcon } from "./KindIcon";
import { RenameField } from "./RenameField";
import { Thumb } from "./Thumb";
import type { Entry } from "./types";

export function EntryTile<T extends Entry>(props: CellProps<T> & { column: number }): ReactElement {
  const { item, face, selected, faded, tabIndex, renaming, handlers } = props;
  const { t } = useLingui();
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
      {...handlers}
      draggable={renaming ? false : handlers.draggable}
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
          onChange={props.onToggle}
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
            onDone={props.onRename}
          />
        ) : (
          <EntryName item={item} href={face.href} />
        )}
        <EntryMenuButton item={item} onMenu={props.onMenu} />
      </div>
    </div>
  );
}
