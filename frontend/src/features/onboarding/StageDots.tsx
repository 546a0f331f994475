import { Trans } from "@lingui/react/macro";

import type { Stage } from "../../api/ladder";
import { classes } from "../../ui/classes";
import styles from "./StageDots.module.css";

/** How a stage goes: the last answers as signs, and in words what is needed. */
export function StageDots({ stage }: { stage: Stage }) {
  const right = stage.recent.filter(Boolean).length;
  const { needed, window } = stage;
  const empty = Math.max(0, window - stage.recent.length);
  return (
    <div className={styles.progress}>
      <span className={styles.dots} aria-hidden="true">
        {stage.recent.map((isRight, at) => (
          // The answers have no names; their order is all there is.
          <span key={at} className={classes(styles.dot, isRight ? styles.right : styles.wrong)}>
            {isRight ? "✓" : "–"}
          </span>
        ))}
        {Array.from({ length: empty }, (_, at) => (
          <span key={`empty ${at}`} className={styles.dot} />
        ))}
      </span>
      <span className={styles.words} data-testid="stage-progress">
        {window === needed ? (
          <Trans>
            {right} of {needed} right in a row
          </Trans>
        ) : (
          <Trans>
            {right} of {needed} right in your last {window}
          </Trans>
        )}
      </span>
    </div>
  );
}
