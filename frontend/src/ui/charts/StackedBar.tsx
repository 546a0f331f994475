import { classes } from "../classes";
import { formatCount, formatShare } from "../format";
import styles from "./charts.module.css";
import { Legend } from "./Legend";

export interface Segment {
  key: string;
  label: string;
  value: number;
  fill: "reached" | "no" | "disputed" | "open";
}

/** Parts of one whole as one bar, with a legend that carries the numbers. */
export function StackedBar({ label, segments }: { label: string; segments: Segment[] }) {
  const total = segments.reduce((sum, { value }) => sum + value, 0);
  const parts = segments
    .filter(({ value }) => value > 0)
    .map((segment) => ({ ...segment, width: segment.value / total }));
  return (
    <div className={styles.stacked}>
      <div className={styles.stackedBar} aria-hidden="true">
        {parts.map(({ key, fill, width }) => (
          <span key={key} className={classes(styles.part, styles[fill])} style={{ width: `${width * 100}%` }} />
        ))}
      </div>
      <Legend
        label={label}
        entries={segments.map(({ key, label: name, value, fill }) => ({
          key,
          sign: <span className={classes(styles.swatch, styles[fill])} aria-hidden="true" />,
          words: (
            <>
              <span className={styles.aside}>{name}</span> <strong>{formatCount(value)}</strong>{" "}
              <span className={styles.aside}>{formatShare(total > 0 ? value / total : 0)}</span>
            </>
          ),
        }))}
      />
    </div>
  );
}
