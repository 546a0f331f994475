import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { Button } from "../../ui/Button";
import { classes } from "../../ui/classes";
import { Dialog } from "../../ui/Dialog";
import { Kbd } from "../../ui/Kbd";
import styles from "./ActionBar.module.css";

interface ActionBarProps extends Partial<MainProps> {
  undoable: boolean;
  /** A remark is kept and goes with the answer. */
  remarked: boolean;
  /** What cannot be done here is not offered. */
  actions: { submit?: () => void; undo?: () => void; pass?: () => void; report?: () => void; help: () => void; explain?: () => void };
}

interface MainProps {
  chosen: number;
  maximum: number;
  ready: boolean;
  /** The words on the main button; "Submit" when none are given. */
  submitLabel: string;
}

/** What can be done with the image, within reach of the thumb. */
export function ActionBar({ chosen = 0, maximum = 0, ready = false, undoable, remarked, actions, submitLabel }: ActionBarProps) {
  const { t } = useLingui();
  const [more, setMore] = useState(false);
  const { submit, undo, pass, report, help, explain } = actions;
  const andClose = (run: () => void) => () => {
    setMore(false);
    run();
  };
  const reporting = remarked ? t`Unusual: noted` : t`Report unusual`;
  return (
    <div className={styles.bar} data-part="actions">
      {undo !== undefined && (
        <Button look="quiet" className={styles.undo} disabled={!undoable} onClick={undo} title={t`Bring the last answer back`}>
          <Mark path="M4 8h8a4 4 0 0 1 0 8H7M4 8l3.5-3.5M4 8l3.5 3.5" />
          <span className={styles.word}>
            <Trans>Undo</Trans>
          </span>
          <Key>U</Key>
        </Button>
      )}
      {pass !== undefined && (
        <Button look="quiet" className={styles.pass} data-part="pass" onClick={pass}>
          <Mark path="M4 4.5l6 5.5-6 5.5zM14.5 4.5v11" />
          <span className={styles.word}>
            <Trans>Pass</Trans>
          </span>
          <Key>P</Key>
        </Button>
      )}
      {report !== undefined && (
        <Button look="quiet" data-part="remark" className={classes(styles.wide, remarked && styles.remarked)} onClick={report} aria-label={reporting}>
          <span className={styles.word}>{remarked ? <Trans>Noted</Trans> : <Trans>Report</Trans>}</span>
          <Key>R</Key>
        </Button>
      )}
      <Button look="quiet" className={styles.wide} onClick={help} aria-label={t`Keys`}>
        <Kbd>?</Kbd>
      </Button>
      {submit !== undefined && (
        <div className={styles.main}>
          <p className={classes(styles.count, chosen === maximum && styles.full)} data-testid="chosen-count">
            <Trans>
              {chosen} of {maximum}
            </Trans>
          </p>
          <Button look="primary" data-part="submit" className={styles.submit} aria-disabled={!ready} onClick={submit}>
            {submitLabel ?? <Trans>Submit</Trans>}
          </Button>
        </div>
      )}
      {explain !== undefined && (
        <Button look="quiet" className={classes(styles.narrow, styles.guide)} onClick={explain}>
          <Mark path="M10 5.5C8.2 4 5.8 3.8 3 4v11.2c2.8-.2 5.2 0 7 1.5 1.8-1.5 4.2-1.7 7-1.5V4c-2.8-.2-5.2 0-7 1.5zM10 5.5v11" />
          <span className={styles.word}>
            <Trans>Guide</Trans>
          </span>
        </Button>
      )}
      <Button look="quiet" data-part="remark" className={classes(styles.narrow, styles.others, remarked && styles.remarked)} onClick={() => setMore(true)}>
        <Mark path="M4 10h.01M10 10h.01M16 10h.01" bold />
        <span className={styles.word}>
          <Trans>More</Trans>
        </span>
      </Button>
      <Dialog title={t`More`} open={more} onClose={() => setMore(false)}>
        <div className={styles.more}>
          {report !== undefined && <Button onClick={andClose(report)}>{reporting}</Button>}
          <Button onClick={andClose(help)}>
            <Trans>Keys and gestures</Trans>
          </Button>
          <Button look="quiet" onClick={() => setMore(false)}>
            <Trans>Close</Trans>
          </Button>
        </div>
      </Dialog>
    </div>
  );
}

/** Stands over the word where the bar is a phone's. */
function Mark({ path, bold = false }: { path: string; bold?: boolean }) {
  return (
    <svg className={styles.mark} viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth={bold ? 3 : 1.6} strokeLinecap="round" strokeLinejoin="round">
      <path d={path} />
    </svg>
  );
}

function Key({ children }: { children: string }) {
  return (
    <span className={styles.key} aria-hidden="true">
      <Kbd>{children}</Kbd>
    </span>
  );
}
