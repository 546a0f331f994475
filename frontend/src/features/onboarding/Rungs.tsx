import { Plural, Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";

import type { Ladder, Stage } from "../../api/ladder";
import { Badge } from "../../ui/Badge";
import { Card } from "../../ui/Card";
import { classes } from "../../ui/classes";
import styles from "./Learn.module.css";
import { StageDots } from "./StageDots";

type RungState = "done" | "current" | "ahead";

/** The ladder from the first step to the work itself, from top to bottom. */
export function Rungs({ ladder }: { ladder: Ladder }) {
  const { steps, stages, level, next, tutorial_position: done } = ladder;
  return (
    <Card>
      <ol className={styles.rungs}>
        {steps.length > 0 && (
          <Rung state={next === "tutorial" ? "current" : "done"} title={<Trans>Tutorial</Trans>}>
            {next === "tutorial" && done > 0 ? (
              <Trans>
                {done} of {steps.length} steps done
              </Trans>
            ) : (
              <Plural value={steps.length} one="# step: the page and its parts" other="# steps: the page and its parts" />
            )}
          </Rung>
        )}
        {stages.map((stage) => (
          <StageRung key={stage.position} stage={stage} waits={next === "tutorial"} practice={level === "returned"} />
        ))}
        <Rung state={next === "label" ? "current" : "ahead"} title={<Trans>Contributor</Trans>}>
          <Trans>Your answers count for science.</Trans>
        </Rung>
      </ol>
    </Card>
  );
}

function StageRung({ stage, waits, practice }: { stage: Stage; waits: boolean; practice: boolean }) {
  const isCurrent = stage.state === "current" && !waits;
  const state: RungState = stage.state === "passed" ? "done" : isCurrent ? "current" : "ahead";
  const title = isCurrent && practice ? <Trans>Practice: {stage.title}</Trans> : stage.title;
  return (
    <Rung state={state} title={title}>
      {stage.text}
      {isCurrent && <StageDots stage={stage} />}
    </Rung>
  );
}

function Rung({ state, title, children }: { state: RungState; title: ReactNode; children: ReactNode }) {
  return (
    <li className={classes(styles.rung, styles[state])} aria-current={state === "current" ? "step" : undefined}>
      <span className={styles.node} aria-hidden="true">
        {state === "done" && (
          <svg viewBox="0 0 20 20" width="16" height="16" fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round">
            <path d="M4.5 10.5l3.6 3.6 7.4-8" />
          </svg>
        )}
      </span>
      <div className={styles.rungBody}>
        <h2 className={styles.rungTitle}>
          {title} {state === "done" && <Badge tone="good"><Trans>Done</Trans></Badge>}
          {state === "current" && <Badge tone="accent"><Trans>You are here</Trans></Badge>}
        </h2>
        <div className={styles.rungText}>{children}</div>
      </div>
    </li>
  );
}
