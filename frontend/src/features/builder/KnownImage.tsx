import { useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import type { KnownAnswer } from "../../api/known";
import { Thumbnail } from "../../ui/Thumbnail";
import styles from "./Images.module.css";

/** An image whose answer is known: picture, name and what is right, with what can be done about it. */
export function KnownImage({ known, children }: { known: KnownAnswer; children: ReactNode }) {
  const { t } = useLingui();
  const names = known.choices.map(({ name }) => name).join(", ");
  return (
    <div className={styles.known}>
      <Thumbnail url={known.subject.thumbnail} size={56} />
      <div className={styles.words}>
        <p className={styles.name}>{known.subject.external_id}</p>
        <p className={styles.muted}>{names === "" ? t`Nothing is right` : names}</p>
      </div>
      {children}
    </div>
  );
}
