import { Trans } from "@lingui/react/macro";

import { classes } from "../../ui/classes";
import styles from "./Jobs.module.css";
import type { Connection } from "./useJobNews";

/** How fresh the list is; said aloud only when it is not fresh any more, and when it is again. */
export function ConnectionMark({ connection }: { connection: Connection | "lost" }) {
  return (
    <p className={styles.connection} role="status">
      <span className={classes(styles.dot, styles[connection])} aria-hidden="true" />
      {connection === "live" && <Trans>Live</Trans>}
      {connection === "connecting" && <Trans>Connecting</Trans>}
      {connection === "polling" && <Trans>Every few seconds</Trans>}
      {connection === "lost" && <Trans>No connection: this may be out of date</Trans>}
    </p>
  );
}
