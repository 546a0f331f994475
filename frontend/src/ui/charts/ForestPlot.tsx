import { classes } from "../classes";
import { ChartFigure } from "./ChartFigure";
import styles from "./ForestPlot.module.css";
import { Legend } from "./Legend";

export interface Interval {
  mean: number;
  low: number;
  high: number;
}

export interface ForestRow {
  key: string;
  label: string;
  note?: string;
  /** Drawn in the colour of warnings. */
  isBad?: boolean;
  /** One for each series, in their order; null where there is no such figure. */
  marks: (Interval | null)[];
}

interface ForestPlotProps {
  title: string;
  summary: string;
  /** Heading of the names, of each series' figure, and of its interval. */
  columns: { name: string; interval: string };
  /** One or two; the first one's figures are written beside the rows. */
  series: string[];
  rows: ForestRow[];
  /** Where the scale begins and ends, and what is marked on it. */
  scale: { low: number; high: number; marks: number[] };
  /** The line that intervals are held against. */
  origin?: number;
  format: (value: number) => string;
}

/** One row per name: estimates as dots with their intervals as lines, for one series or two, on a common scale. */
export function ForestPlot({ title, summary, columns, series, rows, scale, origin, format }: ForestPlotProps) {
  const told = (mark: Interval | null | undefined) => (mark ? format(mark.mean) : "–");
  const table = {
    columns: [columns.name, ...series.flatMap((name) => [name, `${columns.interval} (${name})`])],
    rows: rows.map(({ label, marks }) => [
      label,
      ...series.flatMap((_, index) => {
        const mark = marks[index];
        return [told(mark), mark ? `${format(mark.low)} – ${format(mark.high)}` : "–"];
      }),
    ]),
  };
  const place = (value: number) => `${(Math.min(1, Math.max(0, (value - scale.low) / (scale.high - scale.low))) * 100).toFixed(2)}%`;
  return (
    <ChartFigure title={title} summary={summary} table={table}>
      {(ids) => (
        <div className={styles.frame} role="img" {...ids}>
          {series.length > 1 && (
            <Legend
              entries={series.map((name, index) => ({
                key: name,
                sign: <span className={classes(styles.swatch, index > 0 && styles.second)} />,
                words: name,
              }))}
            />
          )}
          <div className={styles.plot}>
            {rows.map(({ key, label, note, isBad = false, marks }) => (
              <div key={key} className={styles.row}>
                <span className={styles.name}>
                  {label} {note !== undefined && <span className={styles.note}>{note}</span>}
                </span>
                <span className={styles.lane}>
                  {scale.marks.map((mark) => (
                    <span key={mark} className={classes(styles.rule, mark === origin && styles.origin)} style={{ left: place(mark) }} />
                  ))}
                  {marks.map((mark, index) => mark !== null && <Mark key={series[index]} mark={mark} place={place} index={index} of={series.length} isBad={isBad} />)}
                </span>
                <span className={styles.value}>{told(marks[0])}</span>
              </div>
            ))}
            <div className={styles.row}>
              <span />
              <span className={styles.axis}>
                {scale.marks.map((mark) => (
                  <span key={mark} className={styles.mark} style={{ left: place(mark) }}>
                    {format(mark)}
                  </span>
                ))}
              </span>
              <span />
            </div>
          </div>
        </div>
      )}
    </ChartFigure>
  );
}

interface MarkProps {
  mark: Interval;
  place: (value: number) => string;
  index: number;
  of: number;
  isBad: boolean;
}

function Mark({ mark: { mean, low, high }, place, index, of, isBad }: MarkProps) {
  const top = of === 1 ? "50%" : index === 0 ? "32%" : "70%";
  const look = classes(index > 0 && styles.second, isBad && index === 0 && styles.bad);
  return (
    <>
      <span className={classes(styles.interval, look)} style={{ top, left: place(low), right: `calc(100% - ${place(high)})` }} />
      <span className={classes(styles.dot, look)} style={{ top, left: place(mean) }} />
    </>
  );
}
