import type { Choice } from "../../api/types";
import styles from "./Guide.module.css";

interface ChoiceEntryProps {
  choice: Choice;
  /** Names of all choices by code. */
  names: Map<string, string>;
  /** Called before a link to another entry is followed, so that a search does not hide it. */
  onFollow: () => void;
}

/** One choice of the field guide. */
export function ChoiceEntry({ choice, names, onFollow }: ChoiceEntryProps) {
  const lookalikes = choice.confused_with.filter((code) => names.has(code));
  return (
    <article id={`choice-${choice.code}`} className={styles.entry}>
      <header>
        <h4>{choice.name}</h4>
        <span className={styles.code}>{choice.code}</span>
      </header>
      {choice.short !== "" && <p className={styles.short}>{choice.short}</p>}
      {choice.description !== "" && <p>{choice.description}</p>}
      {choice.tips !== "" && (
        <p className={styles.tip}>
          <strong>Tip</strong> {choice.tips}
        </p>
      )}
      {lookalikes.length > 0 && (
        <p className={styles.lookalikes}>
          Easily confused with{" "}
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
