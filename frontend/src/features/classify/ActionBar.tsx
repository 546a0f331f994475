import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { Button } from "../../ui/Button";
import { classes } from "../../ui/classes";
import { Dialog } from "../../ui/Dialog";
import { Kbd } from "../../ui/Kbd";
import styles from "./ActionBar.module.css";

interface ActionBarProps {
  chosen: number;
  maximum: number;
  ready: boolean;
  undoable: boolean;
  /** A remark is kept and goes with the answer. */
  remarked: boolean;
  /** What cannot be done here is not offered. */
  actions: { submit: () => void; undo?: () => void; pass?: () => void; report?: () => void; help: () => void };
  /** The words on the main button; "Submit" when none are given. */
  submitLabel?: string;
}

/** What can be done with the image, within reach of the thumb. */
export function ActionBar({ chosen, maximum, ready, undoable, remarked, actions, submitLabel }: ActionBarProps) {
  const { t } = useLingui();
  const [more, setMore] = useState(false);
  const { undo, pass, report, help } = actions;
  const andClose = (run: () => void) => () => {
    setMore(false);
    run();
  };
  const reporting = remarked ? t`Unusual: noted` : t`Report unusual`;
  return (
    <div className={styles.bar}>
      {undo !== undefined && (
        <Button look="quiet" disabled={!undoable} onClick={undo} title={t`Bring the last answer back`}>
          <Trans>Undo</Trans> <Key>U</Key>
        </Button>
      )}
      {pass !== undefined && (
        <Button look="quiet" data-part="pass" onClick={pass}>
          <Trans>Pass</Trans> <Key>P</Key>
        </Button>
      )}
      {report !== undefined && (
        <Button look="quiet" data-part="remark" className={classes(styles.wide, remarked && styles.remarked)} onClick={report} aria-label={reporting}>
          {remarked ? <Trans>Noted</Trans> : <Trans>Report</Trans>} <Key>R</Key>
        </Button>
      )}
      <Button look="quiet" className={styles.wide} onClick={help} aria-label={t`Keys`}>
        <Kbd>?</Kbd>
      </Button>
      <Button look="quiet" data-part="remark" className={styles.narrow} aria-label={t`More`} onClick={() => setMore(true)}>
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="currentColor">
          <circle cx="4" cy="10" r="1.8" />
          <circle cx="10" cy="10" r="1.8" />
          <circle cx="16" cy="10" r="1.8" />
        </svg>
      </Button>
      <p className={classes(styles.count, chosen === maximum && styles.full)} data-testid="chosen-count">
        <Trans>
          {chosen} of {maximum}
        </Trans>
      </p>
      <Button look="primary" data-part="submit" className={styles.submit} aria-disabled={!ready} onClick={actions.submit}>
        {submitLabel ?? <Trans>Submit</Trans>}
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

function Key({ children }: { children: string }) {
  return (
    <span className={styles.key} aria-hidden="true">
      <Kbd>{children}</Kbd>
    </span>
  );
}
