import { useLingui } from "@lingui/react/macro";

import type { Review } from "../../api/reviews";
import { classes } from "../../ui/classes";
import { Thumbnail } from "../../ui/Thumbnail";
import styles from "./Review.module.css";
import { REASONS } from "./wording";

/** What waits, as a list to choose from. */
export function Queue({ rows, current, onChoose }: { rows: Review[]; current: string; onChoose: (id: string) => void }) {
  const { t } = useLingui();
  return (
    <nav aria-label={t`Waiting images`} className={styles.queue}>
      <ul>
        {rows.map(({ id, subject, reasons }) => (
          <li key={id}>
            <button type="button" aria-current={id === current || undefined} className={classes(styles.waiting, id === current && styles.current)} onClick={() => onChoose(id)}>
              <Thumbnail url={subject.thumbnail} size={48} />
              <span className={styles.waitingText}>
                <span className={styles.name}>{subject.external_id}</span>
                <span className={styles.muted}>{reasons.map((reason) => t(REASONS[reason])).join(", ")}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
