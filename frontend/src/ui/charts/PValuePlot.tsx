import { Trans, useLingui } from "@lingui/react/macro";

import { formatP } from "../format";
import styles from "./charts.module.css";
import { ChartFigure } from "./ChartFigure";
import { classes } from "../classes";
import { decadesFor, logPosition } from "./scale";

export interface PValueDatum {
  key: string;
  label: string;
  votes: number;
  p: number;
}

interface PValuePlotProps {
  title: string;
  summary: string;
  data: PValueDatum[];
  /** Counted classifications: the most votes that a choice can have. */
  n: number;
  /** Below it a choice is in the consensus. */
  pReached: number;
  /** From `pReached` up to it a choice is undecided. */
  pOpen: number;
}

/** Room for the right label: on a short axis it moves left rather than out of the card. */
const REACHED_LABEL_WIDTH = "9em";

type Verdict = "in" | "undecided" | "out";

/** What a p-value says against the two borders. */
export function verdictOf(p: number, pReached: number, pOpen: number): Verdict {
  if (p < pReached) return "in";
  return p < pOpen ? "undecided" : "out";
}

/** One row per choice: its votes as a bar and its p-value as a dot on a logarithmic axis with both borders. */
export function PValuePlot({ title, summary, data, n, pReached, pOpen }: PValuePlotProps) {
  const { t } = useLingui();
  const decades = decadesFor(data.map(({ p }) => p));
  const at = (p: number) => `${logPosition(p, decades) * 100}%`;
  const marks = Array.from({ length: decades + 1 }, (_, index) => index);
  const rows = data.map(({ label, votes, p }) => [label, votes, formatP(p)]);
  return (
    <ChartFigure title={title} summary={summary} table={{ columns: [t`Choice`, t`Votes`, t`p-value`], rows }}>
      {(ids) => (
        <div className={styles.dots} role="img" {...ids}>
          <div className={styles.dotHead}>
            <span><Trans>Choice</Trans></span>
            <span><Trans>Votes of {n}</Trans></span>
            <span className={styles.axisLine}>
              {marks.map((decade) => (
                <span key={decade} className={styles.mark} style={{ left: at(10 ** -decade) }}>
                  {decade === 0 ? (
                    "1"
                  ) : (
                    <>
                      10<sup>−{decade}</sup>
                    </>
                  )}
                </span>
              ))}
            </span>
          </div>
          {data.map(({ key, label, votes, p }) => {
            const verdict = verdictOf(p, pReached, pOpen);
            return (
              <div key={key} className={styles.dotRow}>
                <span className={classes(styles.pairName, verdict === "in" && styles.strong)}>{label}</span>
                <span className={styles.pairCell}>
                  <span className={styles.pairTrack}>
                    <span
                      className={verdict === "in" ? styles.reached : styles.votes}
                      style={{ width: `${(votes / Math.max(1, n)) * 100}%` }}
                    />
                  </span>
                  <span className={styles.pairValue}>{votes}</span>
                </span>
                <span className={styles.lane}>
                  <span className={styles.zone} style={{ left: at(pOpen), right: `calc(100% - ${at(pReached)})` }} />
                  <span
                    className={classes(styles.dot, styles[`dot_${verdict}`])}
                    style={{ left: at(p) }}
                    title={`p = ${formatP(p)}`}
                  />
                </span>
              </div>
            );
          })}
          <div className={styles.dotFoot}>
            <span className={styles.borderOpen} style={{ right: `calc(100% - ${at(pOpen)})` }}>
              <Trans>undecided below {pOpen}</Trans>
            </span>
            <span className={styles.borderReached} style={{ left: `min(${at(pReached)}, 100% - ${REACHED_LABEL_WIDTH})` }}>
              <Trans>agreed below {pReached}</Trans>
            </span>
          </div>
        </div>
      )}
    </ChartFigure>
  );
}
