import { Trans } from "@lingui/react/macro";

import type { SubjectDetail } from "../../api/subjects";
import { Card } from "../../ui/Card";
import { formatMoment } from "../../ui/format";
import styles from "./Subject.module.css";

/** What volunteers wrote about the subject. */
export function Remarks({ remarks }: { remarks: SubjectDetail["remarks"] }) {
  return (
    <Card className={styles.card}>
      <h2><Trans>Remarks</Trans></h2>
      {remarks.length === 0 && <p className={styles.muted}><Trans>Nobody has remarked on this image.</Trans></p>}
      <ul className={styles.remarks}>
        {remarks.map(({ id, volunteer, text, created_at }) => (
          <li key={id}>
            <blockquote>{text}</blockquote>
            <span className={styles.muted}>
              {volunteer}, {formatMoment(created_at)}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
