import { classes } from "../classes";
import { ChartFigure } from "./ChartFigure";
import charts from "./charts.module.css";
import { Legend } from "./Legend";
import styles from "./LineChart.module.css";
import { useWidth } from "./useWidth";

export interface Line {
  name: string;
  /** In the order of x. */
  points: { x: number; y: number }[];
  /** Dashed; for colour-blind eyes the second one should be. */
  dashed?: boolean;
  /** Each point as a dot as well. */
  dotted?: boolean;
}

interface LineChartProps {
  title: string;
  summary: string;
  /** Headings of x and of both ends of its axis. */
  axis: { name: string; first: string; last: string };
  lines: Line[];
  /** The x that stands out, such as what was kept. */
  kept?: number;
  /** Both ends of y; without them, those of the points. */
  range?: { low: number; high: number };
  format: (value: number) => string;
}

const INITIAL_WIDTH = 480;
const HEIGHT = 200;
const LEFT = 56;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 28;
const TICKS = [0, 0.5, 1];

/** One or two lines over a common x. */
export function LineChart({ title, summary, axis, lines, kept, range, format }: LineChartProps) {
  const [frame, width] = useWidth<HTMLDivElement>(INITIAL_WIDTH);
  const all = lines.flatMap(({ points }) => points);
  const ys = all.map(({ y }) => y);
  const xs = all.map(({ x }) => x);
  const { low, high } = range ?? { low: Math.min(...ys), high: Math.max(...ys) };
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const x = (value: number) => LEFT + ((width - LEFT - RIGHT) * (value - first)) / Math.max(last - first, 1e-9);
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / Math.max(high - low, 1e-9));
  const known = lines.map(({ points }) => new Map(points.map((point) => [point.x, point.y])));
  const rows = [...new Set(xs)].sort((a, b) => a - b).map((at, index) => [
    index + 1,
    ...known.map((values) => {
      const value = values.get(at);
      return value === undefined ? "–" : format(value);
    }),
  ]);
  return (
    <ChartFigure title={title} summary={summary} table={{ columns: [axis.name, ...lines.map(({ name }) => name)], rows }}>
      {(ids) => (
        <div ref={frame} className={styles.frame}>
          <Legend
            entries={lines.map(({ name, dashed = false }) => ({
              key: name,
              sign: (
                <svg width="24" height="8" aria-hidden="true">
                  <line className={classes(styles.line, dashed && styles.dashed)} x1="0" x2="24" y1="4" y2="4" />
                </svg>
              ),
              words: name,
            }))}
          />
          <svg className={styles.plot} viewBox={`0 0 ${width} ${HEIGHT}`} height={HEIGHT} role="img" {...ids}>
            {TICKS.map((tick) => {
              const value = low + tick * (high - low);
              return (
                <g key={tick}>
                  <line className={charts.rule} x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
                  <text className={charts.tick} x={LEFT - 8} y={y(value)} textAnchor="end" dominantBaseline="central">
                    {format(value)}
                  </text>
                </g>
              );
            })}
            {kept !== undefined && <line className={styles.kept} x1={x(kept)} x2={x(kept)} y1={TOP} y2={HEIGHT - BOTTOM} />}
            {lines.map(({ name, points, dashed = false, dotted = false }) => (
              <g key={name}>
                <polyline className={classes(styles.line, dashed && styles.dashed)} points={points.map((point) => `${x(point.x)},${y(point.y)}`).join(" ")} />
                {dotted && points.map((point) => <circle key={point.x} className={classes(styles.point, dashed && styles.hollow)} cx={x(point.x)} cy={y(point.y)} r="4" />)}
              </g>
            ))}
            <text className={charts.tick} x={LEFT} y={HEIGHT - 8}>{axis.first}</text>
            <text className={charts.tick} x={width - RIGHT} y={HEIGHT - 8} textAnchor="end">{axis.last}</text>
          </svg>
        </div>
      )}
    </ChartFigure>
  );
}
