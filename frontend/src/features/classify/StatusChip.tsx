import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { Button } from "../../ui/Button";
import { classes } from "../../ui/classes";
import { Dialog } from "../../ui/Dialog";
import { formatMoment } from "../../ui/format";
import styles from "./StatusChip.module.css";
import { useOutboxState } from "./useLabellingSession";
import type { LabellingSession } from "./model/session";

/** Where the answers are: saved, waiting, kept here while offline; and those that the server refused. */
export function StatusChip({ session }: { session: LabellingSession }) {
  const { t } = useLingui();
  const { waiting, offline, problems } = useOutboxState(session);
  const refused = problems.length;
  const [open, setOpen] = useState(false);
  const text = offline ? t`Offline, ${waiting} kept here` : waiting > 0 ? t`${waiting} waiting` : t`All answers saved`;
  return (
    <div className={styles.root}>
      {problems.length > 0 && (
        <button type="button" className={styles.problems} onClick={() => setOpen(true)}>
          <Trans>{refused} refused</Trans>
        </button>
      )}
      <span className={classes(styles.chip, offline && styles.offline, !offline && waiting === 0 && styles.saved)} data-testid="outbox-status">
        <span className={styles.dot} aria-hidden="true" />
        <span className={styles.text}>{text}</span>
      </span>
      <Dialog title={t`Answers that were not accepted`} open={open && problems.length > 0} onClose={() => setOpen(false)}>
        <ul className={styles.list}>
          {problems.map((entry) => (
            <li key={entry.id} className={styles.item}>
              <div>
                <p>{entry.problem?.message}</p>
                <p className={styles.code}>
                  {entry.problem?.code} · {formatMoment(new Date(entry.at).toISOString())}
                </p>
              </div>
              <Button look="quiet" onClick={() => void session.outbox.dismissProblem(entry.id)}>
                <Trans>Dismiss</Trans>
              </Button>
            </li>
          ))}
        </ul>
      </Dialog>
    </div>
  );
}
