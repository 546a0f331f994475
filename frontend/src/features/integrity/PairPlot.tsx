import { useLingui } from "@lingui/react/macro";
import { Fragment } from "react";

import type { PairMatrix } from "../../api/integrity";
import { ChartFigure } from "../../ui/charts/ChartFigure";
import { classes } from "../../ui/classes";
import styles from "./PairPlot.module.css";

/** Who shares unusual answers with whom: matches in each square, the fuller the more there are beyond what is expected. */
export function PairPlot({ pairs: { volunteers, matches, expected } }: { pairs: PairMatrix }) {
  const { t } = useLingui();
  const rows = volunteers.flatMap((first, row) =>
    volunteers.slice(row + 1).map((second, index) => {
      const column = row + 1 + index;
      return [`${first} – ${second}`, matches[row]?.[column] ?? 0, expected[row]?.[column] ?? 0];
    }),
  );
  return (
    <ChartFigure
      title={t`Unusual answers in common`}
      summary={t`Matches between two volunteers; a full square has three times as many as expected, or more. The suspect comes first.`}
      table={{ columns: [t`Volunteers`, t`Matches`, t`Expected at most`], rows }}
    >
      {(ids) => (
        <div className={styles.plot} role="img" {...ids}>
          <ol className={styles.names}>
            {volunteers.map((name, index) => (
              <li key={name} dir="auto" className={classes(index === 0 && styles.suspect)}>
                {name}
              </li>
            ))}
          </ol>
          <div className={styles.squares} style={{ gridTemplateColumns: `24px repeat(${volunteers.length}, minmax(0, 44px))` }}>
            <span />
            {volunteers.map((name, column) => (
              <span key={name} className={styles.number}>
                {column + 1}
              </span>
            ))}
            {volunteers.map((name, row) => (
              <Fragment key={name}>
                <span className={styles.number}>{row + 1}</span>
                {volunteers.map((other, column) =>
                  row === column ? (
                    <span key={other} className={styles.self} />
                  ) : (
                    <Square key={other} matches={matches[row]?.[column] ?? 0} expected={expected[row]?.[column] ?? 0} />
                  ),
                )}
              </Fragment>
            ))}
          </div>
        </div>
      )}
    </ChartFigure>
  );
}

const FULL_AT = 3;

function Square({ matches, expected }: { matches: number; expected: number }) {
  const excess = matches <= expected ? 0 : Math.min(1, (matches / Math.max(expected, 1) - 1) / (FULL_AT - 1));
  return (
    <span className={styles.square}>
      <span className={styles.fill} style={{ opacity: excess * 0.55 }} />
      <span className={styles.value}>{Math.round(matches)}</span>
    </span>
  );
}
