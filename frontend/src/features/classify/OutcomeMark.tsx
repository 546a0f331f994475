import { Trans } from "@lingui/react/macro";

import { classes } from "../../ui/classes";
import styles from "./OutcomeMark.module.css";

/** What became of one choice: found, there but not chosen, or chosen but not there. */
export type Outcome = "hit" | "missed" | "extra";

const SHAPES: Record<Outcome, string> = {
  hit: "M4.5 10.5l3.6 3.6 7.4-8",
  missed: "M10 4.2v7.2M10 15.4v.01",
  extra: "M5.6 5.6l8.8 8.8M14.4 5.6l-8.8 8.8",
};

/** A sign and a word for what became of a choice; the colour only helps. */
export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  return (
    <span className={classes(styles.mark, styles[outcome])}>
      <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round">
        <path d={SHAPES[outcome]} />
      </svg>
      {outcome === "hit" && <Trans>Found</Trans>}
      {outcome === "missed" && <Trans>Missed</Trans>}
      {outcome === "extra" && <Trans>Not there</Trans>}
    </span>
  );
}
