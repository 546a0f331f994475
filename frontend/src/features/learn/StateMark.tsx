import { useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import type { JobState } from "../../api/jobs";
import { Badge } from "../../ui/Badge";
import { classes } from "../../ui/classes";
import styles from "./Jobs.module.css";
import { STATES } from "./wording";

const SIGNS: Record<JobState, ReactNode> = {
  waiting: <path d="M10 6v4.2l2.6 1.8M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14Z" />,
  running: <path d="M10 3a7 7 0 1 1-6.6 4.7" />,
  done: <path d="m4.5 10.5 3.6 3.7 7.4-8.4" />,
  failed: <path d="m5.5 5.5 9 9m0-9-9 9" />,
  cancelled: <path d="M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14ZM5.2 14.8l9.6-9.6" />,
};

/** The state of a job as a sign and a word. */
export function StateMark({ state }: { state: JobState }) {
  const { t } = useLingui();
  return (
    <Badge tone={STATES[state].tone}>
      <svg
        viewBox="0 0 20 20"
        width="14"
        height="14"
        className={classes(state === "running" && styles.turning)}
        aria-hidden="true"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        {SIGNS[state]}
      </svg>
      {t(STATES[state].name)}
    </Badge>
  );
}
