import styles from "./charts.module.css";
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
}

/** Two counts per name, each on its own scale, side by side. */
export function PairedBars({ title, summary, columns, data }: PairedBarsProps) {
  const most = {
    first: Math.max(1, ...data.map(({ first }) => first)),
    second: Math.max(1, ...data.map(({ second }) => second)),
  };
  return (
    <ChartFigure
      title={title}
      summary={summary}
      table={{ columns, rows: data.map(({ label, first, second }) => [label, first, second]) }}
    >
      {(ids) => (
        <div className={styles.pairs} role="img" {...ids}>
          <span className={styles.pairHead}>{columns[0]}</span>
          <span className={styles.pairHead}>{columns[1]}</span>
          <span className={styles.pairHead}>{columns[2]}</span>
          {data.map(({ key, label, first, second }) => (
            <div key={key} className={styles.pair}>
              <span className={styles.pairName}>{label}</span>
              <Bar share={first / most.first} value={first} look={styles.votes} />
              <Bar share={second / most.second} value={second} look={styles.reached} />
            </div>
          ))}
        </div>
      )}
    </ChartFigure>
  );
}

function Bar({ share, value, look }: { share: number; value: number; look: string | undefined }) {
  return (
    <span className={styles.pairCell}>
      <span className={styles.pairTrack}>
        <span className={look} style={{ width: `${share * 100}%` }} />
      </span>
      <span className={styles.pairValue}>{value}</span>
    </span>
  );
}
