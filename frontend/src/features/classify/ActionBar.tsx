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
  actions: { submit: () => void; undo: () => void; pass: () => void; report: () => void; help: () => void };
}

/** What can be done with the image, within reach of the thumb. */
export function ActionBar({ chosen, maximum, ready, undoable, remarked, actions }: ActionBarProps) {
  const [more, setMore] = useState(false);
  const andClose = (run: () => void) => () => {
    setMore(false);
    run();
  };
  const report = remarked ? "Unusual: noted" : "Report unusual";
  return (
    <div className={styles.bar}>
      <Button look="quiet" disabled={!undoable} onClick={actions.undo} title="Bring the last answer back">
        Undo <Key>U</Key>
      </Button>
      <Button look="quiet" onClick={actions.pass}>
        Pass <Key>P</Key>
      </Button>
      <Button look="quiet" className={classes(styles.wide, remarked && styles.remarked)} onClick={actions.report} aria-label={report}>
        {remarked ? "Noted" : "Report"} <Key>R</Key>
      </Button>
      <Button look="quiet" className={styles.wide} onClick={actions.help} aria-label="Keys">
        <Kbd>?</Kbd>
      </Button>
      <Button look="quiet" className={styles.narrow} aria-label="More" onClick={() => setMore(true)}>
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="currentColor">
          <circle cx="4" cy="10" r="1.8" />
          <circle cx="10" cy="10" r="1.8" />
          <circle cx="16" cy="10" r="1.8" />
        </svg>
      </Button>
      <p className={classes(styles.count, chosen === maximum && styles.full)} data-testid="chosen-count">
        {chosen} of {maximum}
      </p>
      <Button look="primary" className={styles.submit} aria-disabled={!ready} onClick={actions.submit}>
        Submit
      </Button>
      <Dialog title="More" open={more} onClose={() => setMore(false)}>
        <div className={styles.more}>
          <Button onClick={andClose(actions.report)}>{report}</Button>
          <Button onClick={andClose(actions.help)}>Keys and gestures</Button>
          <Button look="quiet" onClick={() => setMore(false)}>
            Close
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
