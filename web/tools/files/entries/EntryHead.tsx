// The headings of the list: pressing one sorts by it, the box selects all.
import { useLingui } from "@lingui/react/macro";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { ChildSort } from "~/api/types";
import { Hidden, RowCheckbox } from "~/kit";
import { all, cleared } from "../selection";
import css from "./Entries.module.css";
import type { EntriesProps, Entry } from "./types";

export function EntryHead<T extends Entry>({
  columns,
  order,
  onSort,
  ids,
  selection,
  onSelection,
  loadAll,
}: EntriesProps<T> & { ids: readonly string[] }): ReactElement {
  const { t } = useLingui();
  const count = selection.selected.size;
  const name = onSort ? ("name" as const) : undefined;
  const headings = [
    { key: "name", label: t`Name`, sort: name as ChildSort | undefined, align: undefined },
    ...columns,
  ];
  return (
    <div role="rowgroup" className={css.head}>
      <div role="row" aria-rowindex={1} className={css.headRow}>
        <div role="columnheader" className={css.boxCell} aria-label={t`Selected`}>
          <RowCheckbox
            label={t`Select all`}
            checked={count > 0 && count >= ids.length}
            mixed={count > 0 && count < ids.length}
            onChange={(checked) => {
              if (!checked) onSelection(cleared(selection));
              else void loadAll().then((every) => onSelection(all(selection, every)));
            }}
          />
        </div>
        {headings.map(({ key, label, sort, align }) => (
          <div
            key={key}
            role="columnheader"
            className={css.heading}
            data-align={align}
            data-column={key}
            aria-sort={
              sort === undefined || order?.sort !== sort
                ? undefined
                : order.order === "asc"
                  ? "ascending"
                  : "descending"
            }
          >
            {sort && onSort ? (
              <button type="button" className={css.sort} onClick={() => onSort(sort)}>
                {label}
                {order?.sort === sort &&
                  (order.order === "asc" ? (
                    <IconArrowUp size={14} stroke={2} aria-hidden />
                  ) : (
                    <IconArrowDown size={14} stroke={2} aria-hidden />
                  ))}
              </button>
            ) : (
              label
            )}
          </div>
        ))}
        <div role="columnheader" className={css.heading}>
          <Hidden>{t`Actions`}</Hidden>
        </div>
      </div>
    </div>
  );
}
