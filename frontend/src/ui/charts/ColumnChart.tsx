import { ChartFigure } from "./ChartFigure";
import styles from "./charts.module.css";
import { niceCeiling, wholeTicks } from "./scale";
import { useWidth } from "./useWidth";

export interface ColumnDatum {
  key: string;
  label: string;
  value: number;
}

interface ColumnChartProps {
  title: string;
  summary: string;
  data: ColumnDatum[];
  /** Headings of the two columns of numbers. */
  columns: [string, string];
  /** Name of the horizontal axis, where the labels do not speak for themselves. */
  axis?: string;
}

const INITIAL_WIDTH = 560;
const HEIGHT = 208;
const LEFT = 44;
const RIGHT = 20;
const TOP = 12;
const BOTTOM = 32;
const LABEL_WIDTH = 72;
const WIDEST = 40;

/** Counts as columns over days or over whole numbers. */
export function ColumnChart({ title, summary, data, columns, axis }: ColumnChartProps) {
  const [frame, width] = useWidth<HTMLDivElement>(INITIAL_WIDTH);
  const ticks = wholeTicks(Math.max(0, ...data.map(({ value }) => value)));
  const top = ticks.at(-1) ?? 1;
  const slot = (width - LEFT - RIGHT) / Math.max(1, data.length);
  const column = Math.min(slot * 0.76, WIDEST);
  const plot = HEIGHT - TOP - BOTTOM;
  const y = (value: number) => TOP + plot * (1 - value / top);
  const centre = (index: number) => LEFT + (index + 0.5) * slot;
  const step = niceCeiling(LABEL_WIDTH / slot);
  return (
    <ChartFigure
      title={title}
      summary={summary}
      table={{ columns, rows: data.map(({ label, value }) => [label, value]) }}
    >
      {(ids) => (
        <div ref={frame}>
          <svg className={styles.plot} viewBox={`0 0 ${width} ${HEIGHT}`} height={HEIGHT} role="img" {...ids}>
            {ticks.map((tick) => (
              <g key={tick}>
                <line className={styles.rule} x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
                <text className={styles.tick} x={LEFT - 8} y={y(tick)} textAnchor="end" dominantBaseline="central">
                  {tick}
                </text>
              </g>
            ))}
            {data.map(({ key, label, value }, index) => (
              <g key={key}>
                <rect
                  className={styles.column}
                  x={centre(index) - column / 2}
                  width={column}
                  y={y(value)}
                  height={TOP + plot - y(value)}
                  rx={Math.min(3, slot * 0.2)}
                >
                  <title>{`${label}: ${value}`}</title>
                </rect>
                {index % step === 0 && (
                  <text className={styles.tick} x={centre(index)} y={HEIGHT - 10} textAnchor="middle">
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
