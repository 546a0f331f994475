import { Trans, useLingui } from "@lingui/react/macro";

import { ApiError } from "../api/client";
import { Button } from "./Button";
import styles from "./States.module.css";

/** What went wrong, in words and with the stable code, and a way to try again. */
export function ErrorState({ error, onRetry, title }: { error: unknown; onRetry?: () => void; title?: string }) {
  const { t } = useLingui();
  const code = error instanceof ApiError ? error.code : "unexpected";
  const message = error instanceof Error ? error.message : t`Something went wrong.`;
  return (
    <section className={styles.state} role="alert">
      <h2 className={styles.title}>{title ?? t`That did not work`}</h2>
      <p className={styles.text}>{message}</p>
      <p className={styles.code}><Trans>Code: {code}</Trans></p>
      {onRetry !== undefined && (
        <div className={styles.action}>
          <Button onClick={onRetry}><Trans>Try again</Trans></Button>
        </div>
      )}
    </section>
  );
}
