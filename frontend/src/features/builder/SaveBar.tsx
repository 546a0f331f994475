import { Trans } from "@lingui/react/macro";

import { ApiError } from "../../api/client";
import { Button } from "../../ui/Button";
import styles from "./Build.module.css";

interface SaveBarProps {
  dirty: boolean;
  saving: boolean;
  error: Error | null;
  onSave: () => void;
  /** Take what the server has instead. */
  onReload: () => void;
}

/** Stays at the bottom while there is something to save; says what went wrong, and keeps what was typed. */
export function SaveBar({ dirty, saving, error, onSave, onReload }: SaveBarProps) {
  const stale = error instanceof ApiError && error.code === "changed_meanwhile";
  return (
    <div className={styles.save}>
      <p role="status" className={error === null ? styles.state : styles.failed}>
        {error !== null ? error.message : dirty ? <Trans>Not saved yet</Trans> : <Trans>Saved</Trans>}
      </p>
      {stale && (
        <Button look="quiet" onClick={onReload}>
          <Trans>Show theirs, drop mine</Trans>
        </Button>
      )}
      <Button look="primary" busy={saving} disabled={!dirty} onClick={onSave}>
        <Trans>Save</Trans>
      </Button>
    </div>
  );
}
