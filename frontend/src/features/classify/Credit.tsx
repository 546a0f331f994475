import { Trans } from "@lingui/react/macro";

import type { AssignedSubject } from "../../api/types";
import styles from "./Workbench.module.css";

/** Whose image it is, under which licence, from where. */
export function Credit({ subject }: { subject: AssignedSubject | null }) {
  if (subject === null) return <p className={styles.credit} />;
  const { credit, licence, source } = subject;
  return (
    <p className={styles.credit}>
      {credit !== "" && <span><Trans>Image: {credit}</Trans></span>}
      {licence !== "" && <span>{licence}</span>}
      {/^https?:\/\//.test(source) ? (
        <a href={source} target="_blank" rel="noreferrer">
          <Trans>Source</Trans>
        </a>
      ) : (
        source !== "" && <span>{source}</span>
      )}
    </p>
  );
}
