import { Plural, Trans } from "@lingui/react/macro";

import type { DraftChoice } from "../../api/build";
import { Checkbox } from "../../ui/Field";
import styles from "./Build.module.css";

interface OfferedChoicesProps {
  choices: readonly DraftChoice[];
  /** Codes; none for all. */
  offered: readonly string[];
  onChange: (offered: string[]) => void;
}

/** Which choices a step or stage offers, folded away. */
export function OfferedChoices({ choices, offered, onChange }: OfferedChoicesProps) {
  return (
    <details>
      <summary className={styles.summary}>
        {offered.length === 0 ? <Trans>Offers every choice</Trans> : <Plural value={offered.length} one="Offers # choice" other="Offers # choices" />}
      </summary>
      <div className={styles.offered}>
        {choices.map((choice, at) => (
          <Checkbox
            key={at}
            label={choice.name}
            checked={offered.includes(choice.code)}
            onChange={(event) =>
              onChange(choices.map(({ code }) => code).filter((code) => (code === choice.code ? event.target.checked : offered.includes(code))))
            }
          />
        ))}
      </div>
    </details>
  );
}
