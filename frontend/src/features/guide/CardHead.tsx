import { Trans, useLingui } from "@lingui/react/macro";

import type { Choice } from "../../api/types";
import styles from "./GuideCard.module.css";

/** Name and short description of the card's choice, the way back, and the way out. */
export function CardHead({ choice, onBack, onClose }: { choice: Choice; onBack: (() => void) | null; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <header className={styles.head}>
      {onBack !== null && (
        <button type="button" className={styles.back} onClick={onBack}>
          <span aria-hidden="true" className={styles.arrow}>←</span> <Trans>Back</Trans>
        </button>
      )}
      <div className={styles.titles}>
        <h2 className={styles.name}>
          {choice.name} <span className={styles.code}>{choice.code}</span>
        </h2>
        {onBack === null && choice.short !== "" && <p className={styles.short}>{choice.short}</p>}
      </div>
      <button type="button" className={styles.close} aria-label={t`Close the field guide`} onClick={onClose}>
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round">
          <path d="M5 5l10 10M15 5L5 15" />
        </svg>
      </button>
    </header>
  );
}
