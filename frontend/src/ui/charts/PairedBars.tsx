import styles from "./charts.module.css";
import { formatShare } from "../format";
import { ChartFigure } from "./ChartFigure";

export interface PairDatum {
  key: string;
  label: string;
  first: number;
  second: number;
}

interface PairedBarsProps {
  title: string;
  summary: string;
  /** Heading of the labels, of the first and of the second number. */
  columns: [string, string, string];
  data: PairDatum[];
  /** The numbers are shares of a whole: both on the scale from nothing to all, told in per cent. */
  shares?: boolean;
}

/** Two counts per name, each on its own scale, or two shares on the same one, side by side. */
export function PairedBars({ title, summary, columns, data, shares = false }: PairedBarsProps) {
  const told = (value: number) => (shares ? formatShare(value) : value);
  const most = {
    first: Math.max(1, ...data.map(({ first }) => first)),
    second: Math.max(1, ...data.map(({ second }) => second)),
  };
  return (
    <ChartFigure
      title={title}
      summary={summary}
      table={{ columns, rows: data.map(({ label, first, second }) => [label, told(first), told(second)]) }}
    >
      {(ids) => (
        <div className={styles.pairs} role="img" {...ids}>
          <span className={styles.pairHead}>{columns[0]}</span>
          <span className={styles.pairHead}>{columns[1]}</span>
          <span className={styles.pairHead}>{columns[2]}</span>
          {data.map(({ key, label, first, second }) => (
            <div key={key} className={styles.pair}>
              <span className={styles.pairName}>{label}</span>
              <Bar share={first / most.first} value={told(first)} look={shares ? styles.reached : styles.votes} />
              <Bar share={second / most.second} value={told(second)} look={shares ? styles.votes : styles.reached} />
            </div>
          ))}
        </div>
      )}
    </ChartFigure>
  );
}

function Bar({ share, value, look }: { share: number; value: number | string; look: string | undefined }) {
  return (
    <span className={styles.pairCell}>
      <span className={styles.pairTrack}>
        <span className={look} style={{ width: `${share * 100}%` }} />
      </span>
      <span className={styles.pairValue}>{value}</span>
    </span>
  );
}
