import type { ReactNode } from "react";

import styles from "./Legend.module.css";

interface LegendProps {
  /** What the list is called, where no drawing with a name of its own follows. */
  label?: string;
  entries: { key: string; sign: ReactNode; words: ReactNode }[];
}

/** The signs of a drawing with their words, in one line where it is long enough. */
export function Legend({ label, entries }: LegendProps) {
  return (
    <ul className={styles.legend} aria-label={label}>
      {entries.map(({ key, sign, words }) => (
        <li key={key}>
          {sign}
          <span>{words}</span>
        </li>
      ))}
    </ul>
  );
}
