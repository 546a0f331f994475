import { ApiError } from "../api/client";
import { Button } from "./Button";
import styles from "./States.module.css";

/** What went wrong, in words and with the stable code, and a way to try again. */
export function ErrorState({ error, onRetry, title = "That did not work" }: { error: unknown; onRetry?: () => void; title?: string }) {
  const code = error instanceof ApiError ? error.code : "unexpected";
  const message = error instanceof Error ? error.message : "Something went wrong.";
  return (
    <section className={styles.state} role="alert">
      <h2 className={styles.title}>{title}</h2>
      <p className={styles.text}>{message}</p>
      <p className={styles.code}>Code: {code}</p>
      {onRetry !== undefined && (
        <div className={styles.action}>
          <Button onClick={onRetry}>Try again</Button>
        </div>
      )}
    </section>
  );
}
