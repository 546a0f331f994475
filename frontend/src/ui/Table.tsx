import type { ReactNode } from "react";

import { classes } from "./classes";
import styles from "./Table.module.css";

export interface Column<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** Numbers are set to the right in tabular figures. */
  numeric?: boolean;
  /** Width of the column; give it where the content loads later, so that nothing jumps. */
  width?: string;
}

interface TableProps<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** On small screens each row becomes a card with the column titles beside the values. */
  cards?: boolean;
}

/** A plain data table that scrolls sideways on its own on small screens. */
export function Table<Row>({ caption, columns, rows, rowKey, cards = false }: TableProps<Row>) {
  return (
    // Scrollable by keyboard: a region that scrolls must take the focus.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes(styles.scroll, cards && styles.cards)} tabIndex={0} role="region" aria-label={caption}>
      <table className={styles.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={classes(column.numeric === true && styles.numeric)} style={{ width: column.width }}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.key} data-title={column.title} className={classes(column.numeric === true && styles.numeric)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
