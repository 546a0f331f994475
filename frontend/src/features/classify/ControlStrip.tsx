import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import type { ControlFeedback, Task } from "../../api/types";
import styles from "./ControlStrip.module.css";
import { OutcomeMark } from "./OutcomeMark";

const SHOWN_FOR_MS = 9000;

/** How an earlier image with a known answer went: over the image, for a few seconds; it moves nothing. */
export function ControlStrip({ tasks, feedback }: { tasks: readonly Task[]; feedback: readonly ControlFeedback[] | null }) {
  const { t } = useLingui();
  const [past, setPast] = useState<readonly ControlFeedback[] | null>(null);
  useEffect(() => {
    if (feedback === null) return;
    const timer = setTimeout(() => setPast(feedback), SHOWN_FOR_MS);
    return () => clearTimeout(timer);
  }, [feedback]);
  const shown = feedback === null || feedback === past ? [] : feedback;
  return (
    <div className={styles.place} role="status" aria-label={t`An earlier image`}>
      {shown.length > 0 && (
        <div className={styles.strip}>
          <p className={styles.title}>
            <Trans>An earlier image had a known answer:</Trans>
          </p>
          <ul className={styles.list}>
            {shown.map(({ choice, outcome, hint }) => (
              <li key={choice} className={styles.entry} title={hint}>
                <OutcomeMark outcome={outcome} /> {tasks.flatMap(({ choices }) => choices).find(({ code }) => code === choice)?.name ?? choice}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
