import { Trans } from "@lingui/react/macro";
import { useId } from "react";
import type { ReactNode } from "react";

import styles from "./charts.module.css";

interface ChartFigureProps {
  title: string;
  /** What there is to see, in a sentence; also the text alternative of the drawing. */
  summary: string;
  /** The same numbers as text, for everybody who cannot or will not read the drawing. */
  table: { columns: string[]; rows: (string | number)[][] };
  children: (ids: { "aria-labelledby": string; "aria-describedby": string }) => ReactNode;
}

/** A drawing with its heading, its sentence and its numbers as a table that opens on demand. */
export function ChartFigure({ title, summary, table, children }: ChartFigureProps) {
  const id = useId();
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <span id={`${id}-title`} className={styles.title}>
          {title}
        </span>
        <span id={`${id}-summary`} className={styles.summary}>
          {summary}
        </span>
      </figcaption>
      {children({ "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-summary` })}
      <details className={styles.numbers}>
        <summary><Trans>Show the numbers</Trans></summary>
        <div className={styles.scroll}>
          <table>
            <thead>
              <tr>
                {table.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row) => (
                <tr key={String(row[0])}>
                  {row.map((cell, index) => (
                    <td key={table.columns[index]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
