// A plain table for lists of tens of rows. On a phone its rows become cards; `label` of a cell is then shown before it.
// Long lists are virtual and draw their own rows.
import type { ReactNode } from "react";
import css from "./Table.module.css";

export interface Column<Row> {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Numbers and actions stand on the right. */
  align?: "end";
  /** The column is for actions: its header is only read aloud. */
  actions?: boolean;
}

export interface TableProps<Row> {
  /** Read aloud before the table. */
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
}

export function Table<Row>({ caption, columns, rows, rowKey }: TableProps<Row>) {
  return (
    <table className={css.table}>
      <caption className={css.caption}>{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" data-align={column.align}>
              <span className={column.actions ? css.caption : undefined}>{column.header}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column) => (
              <td
                key={column.key}
                data-align={column.align}
                data-label={column.actions ? undefined : column.header}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
