import { Trans } from "@lingui/react/macro";

import { classes } from "../../ui/classes";
import styles from "./SwipeMark.module.css";
import type { Swipe } from "./useSwipe";

/** What lifting the finger would answer: a word over the image, on the side it goes to. */
export function SwipeMark({ swipe }: { swipe: Swipe | null }) {
  if (swipe === null) return null;
  const { answer, done } = swipe;
  return (
    <p className={classes(styles.mark, styles[answer], done === 1 && styles.sure)} style={{ opacity: 0.25 + 0.75 * done }} aria-hidden="true">
      {answer === "yes" && <Trans>Yes</Trans>}
      {answer === "no" && <Trans>No</Trans>}
      {answer === "unsure" && <Trans>Cannot tell</Trans>}
    </p>
  );
}
