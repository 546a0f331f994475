import styles from "./charts.module.css";
import { ChartFigure } from "./ChartFigure";
import { wholeTicks } from "./scale";

export interface ColumnDatum {
  key: string;
  label: string;
  value: number;
}

interface ColumnChartProps {
  title: string;
  summary: string;
  data: ColumnDatum[];
  /** Headings of the two columns of numbers; the second also names the vertical axis. */
  columns: [string, string];
  /** Name of the horizontal axis, where the labels do not speak for themselves. */
  axis?: string;
}

const WIDTH = 560;
const HEIGHT = 200;
const LEFT = 44;
const RIGHT = 8;
const TOP = 12;
const BOTTOM = 28;

/** Which labels fit under the columns: about seven, the first and last among them. */
function labelled(count: number): Set<number> {
  const step = Math.max(1, Math.ceil((count - 1) / 6));
  return new Set(Array.from({ length: count }, (_, index) => index).filter((index) => index % step === 0));
}

/** Counts as columns over days or over whole numbers. */
export function ColumnChart({ title, summary, data, columns, axis }: ColumnChartProps) {
  const ticks = wholeTicks(Math.max(0, ...data.map(({ value }) => value)));
  const top = ticks.at(-1) ?? 1;
  const slot = (WIDTH - LEFT - RIGHT) / Math.max(1, data.length);
  const plot = HEIGHT - TOP - BOTTOM;
  const y = (value: number) => TOP + plot * (1 - value / top);
  const marks = labelled(data.length);
  return (
    <ChartFigure
      title={title}
      summary={summary}
      table={{ columns, rows: data.map(({ label, value }) => [label, value]) }}
    >
      {(ids) => (
        <div>
          <svg className={styles.plot} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" {...ids}>
            {ticks.map((tick) => (
              <g key={tick}>
                <line className={styles.rule} x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} />
                <text className={styles.tick} x={LEFT - 8} y={y(tick)} textAnchor="end" dominantBaseline="central">
                  {tick}
                </text>
              </g>
            ))}
            {data.map(({ key, label, value }, index) => (
              <g key={key}>
                <rect
                  className={styles.column}
                  x={LEFT + index * slot + slot * 0.12}
                  width={Math.min(slot * 0.76, 40)}
                  y={y(value)}
                  height={TOP + plot - y(value)}
                  rx={Math.min(3, slot * 0.2)}
                >
                  <title>{`${label}: ${value}`}</title>
                </rect>
                {marks.has(index) && (
                  <text
                    className={styles.tick}
                    x={LEFT + index * slot + Math.min(slot / 2, 20 + slot * 0.12)}
                    y={HEIGHT - 8}
                    textAnchor="middle"
                  >
                    {label}
                  </text>
                )}
              </g>
            ))}
          </svg>
          {axis !== undefined && <p className={styles.axis}>{axis}</p>}
        </div>
      )}
    </ChartFigure>
  );
}
