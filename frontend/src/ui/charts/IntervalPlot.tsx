import { formatShare } from "../format";
import { ChartFigure } from "./ChartFigure";
import styles from "./IntervalPlot.module.css";

export interface IntervalDatum {
  key: string;
  label: string;
  /** All three from 0 to 1. */
  mean: number;
  low: number;
  high: number;
}

interface IntervalPlotProps {
  title: string;
  summary: string;
  data: IntervalDatum[];
  /** Headings of the table: what is measured, the estimate, both ends of the interval. */
  columns: [string, string, string, string];
}

const MARKS = [0, 0.25, 0.5, 0.75, 1];

/** One row per name: a share as a dot and its interval as a line, on a scale from 0 to 1. */
export function IntervalPlot({ title, summary, data, columns }: IntervalPlotProps) {
  const rows = data.map(({ label, mean, low, high }) => [label, formatShare(mean), formatShare(low), formatShare(high)]);
  return (
    <ChartFigure title={title} summary={summary} table={{ columns, rows }}>
      {(ids) => (
        <div className={styles.plot} role="img" {...ids}>
          {data.map(({ key, label, mean, low, high }) => (
            <div key={key} className={styles.row}>
              <span className={styles.name}>{label}</span>
              <span className={styles.lane}>
                {MARKS.map((mark) => (
                  <span key={mark} className={styles.rule} style={{ insetInlineStart: `${mark * 100}%` }} />
                ))}
                <span
                  className={styles.interval}
                  style={{ insetInlineStart: `${low * 100}%`, inlineSize: `${(high - low) * 100}%` }}
                />
                <span className={styles.dot} style={{ insetInlineStart: `${mean * 100}%` }} />
              </span>
              <span className={styles.value}>{formatShare(mean)}</span>
            </div>
          ))}
          <div className={styles.row}>
            <span />
            <span className={styles.axis}>
              {MARKS.map((mark) => (
                <span key={mark} className={styles.mark} style={{ insetInlineStart: `${mark * 100}%` }}>
                  {formatShare(mark)}
                </span>
              ))}
            </span>
            <span />
          </div>
        </div>
      )}
    </ChartFigure>
  );
}
