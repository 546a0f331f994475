import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "wouter";

import type { ReferenceImage } from "../../api/guide";
import type { Choice } from "../../api/types";
import styles from "./Guide.module.css";

interface ChoiceEntryProps {
  slug: string;
  choice: Choice;
  /** Names of all choices by code. */
  names: ReadonlyMap<string, string>;
  images: readonly ReferenceImage[];
  /** Called before a link to another entry is followed, so that a search does not hide it. */
  onFollow: () => void;
}

/** How many pictures an entry shows; its own page has all. */
const SHOWN = 5;

/** One choice of the field guide. */
export function ChoiceEntry({ slug, choice, names, images, onFollow }: ChoiceEntryProps) {
  const { t } = useLingui();
  const lookalikes = choice.confused_with.filter((code) => names.has(code));
  const { name } = choice;
  const href = `/p/${slug}/guide/${encodeURIComponent(choice.code)}`;
  return (
    <article id={`choice-${choice.code}`} className={styles.entry}>
      <header>
        <h4>
          <Link href={href}>{name}</Link>
        </h4>
        <span className={styles.code}>{choice.code}</span>
      </header>
      {choice.short !== "" && <p className={styles.short}>{choice.short}</p>}
      {images.length > 0 && (
        <Link href={href} className={styles.pictures} aria-label={t`All pictures of ${name}`}>
          {images.slice(0, SHOWN).map(({ id, thumbnail }) => (
            <img key={id} src={thumbnail} alt="" loading="lazy" decoding="async" width="96" height="96" />
          ))}
        </Link>
      )}
      {choice.description !== "" && <p>{choice.description}</p>}
      {choice.tips !== "" && (
        <p className={styles.tip}>
          <strong>
            <Trans>Tip</Trans>
          </strong>{" "}
          {choice.tips}
        </p>
      )}
      {lookalikes.length > 0 && (
        <p className={styles.lookalikes}>
          <Trans>Easily confused with</Trans>{" "}
          {lookalikes.map((code) => (
            <a key={code} href={`#choice-${code}`} onClick={onFollow}>
              {names.get(code)}
            </a>
          ))}
        </p>
      )}
    </article>
  );
}
