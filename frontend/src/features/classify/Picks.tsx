import { Trans, useLingui } from "@lingui/react/macro";

import { classes } from "../../ui/classes";
import type { Pointing } from "../guide/useGuideCard";
import type { ChoiceSection } from "./model/accelerators";
import styles from "./Picks.module.css";

interface PicksProps {
  sections: readonly ChoiceSection[];
  chosen: readonly string[];
  /** Undefined where nothing is remembered. */
  recent: readonly string[] | undefined;
  /** The answer is given: it is only shown. */
  locked: boolean;
  onToggle: (code: string) => void;
  pointing: Pointing;
}

/** What is chosen, ready to be taken away, and what was used last; always as high, so that the list stays. */
export function Picks({ sections, chosen, recent, locked, onToggle, pointing }: PicksProps) {
  const { t } = useLingui();
  const names = new Map(sections.flatMap(({ choices }) => choices.map(({ choice }) => [choice.code, choice.name])));
  const known = (codes: readonly string[]) => codes.filter((code) => names.has(code));
  const again = known(recent ?? []);
  const take = (code: string) => () => {
    pointing.press();
    onToggle(code);
  };
  return (
    <div className={classes(styles.picks, recent !== undefined && styles.both)}>
      <ul className={styles.line} aria-label={t`Chosen`}>
        {chosen.length === 0 && (
          <li className={styles.hint}>
            <Trans>Nothing is chosen yet.</Trans>
          </li>
        )}
        {known(chosen).map((code) => {
          const name = names.get(code) ?? code;
          return (
            <li key={code}>
              <button type="button" className={styles.chosen} disabled={locked} aria-label={t`Take away ${name}`} onClick={take(code)}>
                {name}
                <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round">
                  <path d="M2.5 2.5l7 7M9.5 2.5l-7 7" />
                </svg>
              </button>
            </li>
          );
        })}
      </ul>
      {again.length > 0 && (
        <div className={styles.line} role="group" aria-label={t`Recently used`}>
          <span className={styles.label} aria-hidden="true">
            <Trans>Recent</Trans>
          </span>
          {again.map((code) => (
            <button key={code} type="button" className={styles.recent} disabled={locked} aria-pressed={chosen.includes(code)} onClick={take(code)}>
              {names.get(code)}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
