// The bar above a list: how to see it, or, once something is selected, what can be done with that.
import { useLingui } from "@lingui/react/macro";
import {
  IconArrowDown,
  IconArrowUp,
  IconDotsVertical,
  IconInfoCircle,
  IconLayoutGrid,
  IconList,
  IconX,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ChildSort } from "~/api/types";
import { Button, IconButton, Menu, type MenuGroup } from "~/kit";
import type { NodeAction } from "./actions";
import type { Point, View } from "./entries/types";
import type { Order } from "./place";
import css from "./Toolbar.module.css";
import { selectionWords } from "./words";

export interface ToolbarProps {
  /** What is shown: "24 items". */
  words: ReactNode;
  selectedCount: number;
  groups: readonly MenuGroup[];
  onClear: () => void;
  /** Opens all actions at a point. */
  onMenu: (at: Point) => void;
  view: View;
  onView: (view: View) => void;
  order?: Order;
  onSort?: (sort: ChildSort) => void;
  detailsShown?: boolean;
  onDetails?: (shown: boolean) => void;
}

export function Toolbar(props: ToolbarProps) {
  const { detailsShown, onDetails } = props;
  const { t } = useLingui();
  return (
    <div className={css.bar} data-selecting={props.selectedCount > 0 || undefined}>
      {props.selectedCount > 0 ? <Selected {...props} /> : <Viewing {...props} />}
      {onDetails && (
        <IconButton
          label={t`Details`}
          aria-pressed={detailsShown}
          look={detailsShown ? "soft" : "quiet"}
          onClick={() => onDetails(!detailsShown)}
        >
          <IconInfoCircle size={20} stroke={1.75} />
        </IconButton>
      )}
    </div>
  );
}

function Selected({ selectedCount, groups, onClear, onMenu }: ToolbarProps) {
  const { t } = useLingui();
  const shown = groups.flatMap(({ actions }) => actions as NodeAction[]).filter((action) => action.bar);
  return (
    <>
      <IconButton label={t`Clear the selection`} small onClick={onClear}>
        <IconX size={18} stroke={1.75} />
      </IconButton>
      <p className={css.count}>
        <span className={css.long}>{selectionWords(selectedCount)}</span>
        <span className={css.short} aria-hidden>
          {selectedCount}
        </span>
      </p>
      <div className={css.deeds} role="toolbar" aria-label={t`What to do with the selection`}>
        {shown.map((action) => (
          <IconButton
            key={action.label}
            label={action.label}
            danger={action.danger}
            onClick={action.onSelect}
          >
            {action.icon}
          </IconButton>
        ))}
        <IconButton
          label={t`All actions`}
          aria-haspopup="menu"
          onClick={(event: React.MouseEvent) => {
            const box = event.currentTarget.getBoundingClientRect();
            onMenu({ x: box.left, y: box.bottom });
          }}
        >
          <IconDotsVertical size={18} stroke={1.75} />
        </IconButton>
      </div>
    </>
  );
}

function Viewing({ words, view, onView, order, onSort }: ToolbarProps) {
  const { t } = useLingui();
  const names: Record<ChildSort, string> = { name: t`Name`, modified: t`Modified`, size: t`Size` };
  return (
    <>
      <p className={css.words}>{words}</p>
      <div className={css.deeds}>
        {order && onSort && (
          <span className={css.sort} data-view={view}>
            <Menu
              position="bottom-end"
              width={200}
              groups={[
                {
                  label: t`Sort by`,
                  actions: (["name", "modified", "size"] as const).map((sort) => ({
                    label: names[sort],
                    checked: order.sort === sort,
                    onSelect: () => onSort(sort),
                  })),
                },
              ]}
            >
              <Button
                small
                look="quiet"
                aria-label={t`Sorted by ${names[order.sort]}`}
                icon={
                  order.order === "asc" ? (
                    <IconArrowUp size={16} stroke={1.75} />
                  ) : (
                    <IconArrowDown size={16} stroke={1.75} />
                  )
                }
              >
                {names[order.sort]}
              </Button>
            </Menu>
          </span>
        )}
        <IconButton
          label={view === "list" ? t`Show as tiles` : t`Show as a list`}
          onClick={() => onView(view === "list" ? "tiles" : "list")}
        >
          {view === "list" ? (
            <IconLayoutGrid size={20} stroke={1.75} />
          ) : (
            <IconList size={20} stroke={1.75} />
          )}
        </IconButton>
      </div>
    </>
  );
}
