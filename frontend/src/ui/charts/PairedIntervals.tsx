import { classes } from "../classes";
import { ChartFigure } from "./ChartFigure";
import { Legend } from "./Legend";
import styles from "./PairedIntervals.module.css";

/** An estimate with the ends of its interval. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

export interface PairedIntervalDatum {
  key: string;
  label: string;
  first: Estimate | null;
  second: Estimate | null;
  /** What is remarkable about this row, in a word; the row is set apart by it. */
  note?: string | undefined;
}

interface PairedIntervalsProps {
  title: string;
  summary: string;
  data: PairedIntervalDatum[];
  /** Names of both estimates, as the legend tells them. */
  names: [string, string];
  table: { columns: string[]; rows: (string | number)[][] };
  /** The right end of the scale, which begins at 0. */
  top: number;
  format: (value: number) => string;
  /** What stands where neither estimate is known. */
  none: string;
}

const MARKS = [0, 0.25, 0.5, 0.75, 1];

/** One row per name: two estimates as marks of two shapes, each over its interval, on one scale. */
export function PairedIntervals({ title, summary, data, names, table, top, format, none }: PairedIntervalsProps) {
  return (
    <ChartFigure title={title} summary={summary} table={table}>
      {(ids) => (
        <div className={styles.frame}>
          <Legend
            entries={names.map((name, index) => ({
              key: name,
              sign: <span className={classes(styles.sign, index === 0 ? styles.first : styles.second)} />,
              words: name,
            }))}
          />
          <div className={styles.plot} role="img" {...ids}>
            {data.map(({ key, label, first, second, note }) => (
              <div key={key} className={styles.row}>
                <span className={classes(styles.name, note !== undefined && styles.noted)}>
                  <bdi>{label}</bdi>
                  {note !== undefined && <span className={styles.note}>{note}</span>}
                </span>
                <span className={styles.lane}>
                  {MARKS.map((mark) => (
                    <span key={mark} className={styles.rule} style={{ left: `${mark * 100}%` }} />
                  ))}
                  {first === null && second === null && <span className={styles.none}>{none}</span>}
                  {first !== null && <Mark estimate={first} top={top} look="first" />}
                  {second !== null && <Mark estimate={second} top={top} look="second" />}
                </span>
              </div>
            ))}
            <div className={styles.row}>
              <span />
              <span className={styles.axis}>
                {MARKS.map((mark) => (
                  <span key={mark} className={styles.mark} style={{ left: `${mark * 100}%` }}>
                    {format(mark * top)}
                  </span>
                ))}
              </span>
            </div>
          </div>
        </div>
      )}
    </ChartFigure>
  );
}

function Mark({ estimate: { value, low, high }, top, look }: { estimate: Estimate; top: number; look: "first" | "second" }) {
  const at = (one: number) => Math.min(1, Math.max(0, one / top)) * 100;
  return (
    <>
      <span
        className={classes(styles.interval, styles[look])}
        style={{ left: `${at(low)}%`, width: `${at(high) - at(low)}%` }}
      />
      <span className={classes(styles.dot, styles[look])} style={{ left: `${at(value)}%` }} />
    </>
  );
}
