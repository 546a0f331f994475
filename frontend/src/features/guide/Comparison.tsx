import { Trans, useLingui } from "@lingui/react/macro";

import type { ReferenceImage } from "../../api/guide";
import type { Choice } from "../../api/types";
import styles from "./Comparison.module.css";
import { Thumbnails } from "./Thumbnails";

interface ComparisonProps {
  one: Choice;
  other: Choice;
  pictures: ReadonlyMap<string, readonly ReferenceImage[]>;
  /** How many pictures of each. */
  most?: number;
  onOpen: (name: string) => (image: ReferenceImage) => void;
  /** Go over to the other choice. */
  onShow?: (code: string) => void;
}

/** A choice and one of its look-alikes, side by side. */
export function Comparison({ one, other, pictures, most = 4, onOpen, onShow }: ComparisonProps) {
  const { t } = useLingui();
  const [left, right] = [one.name, other.name];
  return (
    <div className={styles.pair} role="group" aria-label={t`${left} and ${right} side by side`}>
      {[one, other].map((choice) => (
        <section key={choice.code} className={styles.side} aria-label={choice.name}>
          <h3 className={styles.name}>{choice.name}</h3>
          <Thumbnails name={choice.name} images={(pictures.get(choice.code) ?? []).slice(0, most)} onOpen={onOpen(choice.name)} large />
          {choice.short !== "" && <p className={styles.short}>{choice.short}</p>}
          <p>{choice.tips}</p>
          {choice === other && onShow !== undefined && (
            <button type="button" className={styles.go} onClick={() => onShow(other.code)}>
              <Trans>All about {right}</Trans>
            </button>
          )}
        </section>
      ))}
    </div>
  );
}
