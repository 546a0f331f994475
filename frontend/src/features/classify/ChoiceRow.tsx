import { useLingui } from "@lingui/react/macro";
import { memo, useCallback, useId } from "react";

import type { Choice } from "../../api/types";
import { classes } from "../../ui/classes";
import { Kbd } from "../../ui/Kbd";
import type { Pointing } from "../guide/useGuideCard";
import styles from "./ChoiceList.module.css";
import { highlight } from "./model/search";
import { OutcomeMark } from "./OutcomeMark";
import type { Outcome } from "./OutcomeMark";
import { useLongPress } from "./useLongPress";

interface ChoiceRowProps {
  choice: Choice;
  keys: string | null;
  /** Folded words of the search, to be marked. */
  words: readonly string[];
  checked: boolean;
  locked: boolean;
  outcome: Outcome | undefined;
  tabbable: boolean;
  onToggle: (code: string) => void;
  onFocus: (code: string) => void;
  pointing: Pointing;
}

/** One choice: a checkbox with its words, and a way to what it means. */
export const ChoiceRow = memo(function ChoiceRow(props: ChoiceRowProps) {
  const { choice, keys, words, checked, locked, outcome, tabbable, onToggle, onFocus, pointing } = props;
  const { t } = useLingui();
  const { code, name, short } = choice;
  const hint = useId();
  const { ask, hold, enter, focus, leave, press, blur } = pointing;
  const held = useLongPress(useCallback((row: HTMLElement) => hold(code, row), [hold, code]));
  return (
    <div
      className={classes(styles.row, checked && styles.checked, outcome !== undefined && styles[outcome])}
      data-outcome={outcome}
      data-choice={code}
      onPointerEnter={({ pointerType, currentTarget }) => {
        if (pointerType === "mouse") enter(code, currentTarget);
      }}
      onPointerLeave={leave}
      {...held}
    >
      <label className={styles.label}>
        <input
          type="checkbox"
          className={styles.box}
          checked={checked}
          tabIndex={tabbable ? 0 : -1}
          aria-label={name}
          aria-describedby={hint}
          aria-keyshortcuts="i"
          aria-disabled={locked || undefined}
          onChange={() => {
            if (locked) return;
            press();
            onToggle(code);
          }}
          onFocus={(event) => {
            onFocus(code);
            // A click focuses too, and then the pointer speaks for itself.
            if (event.target.matches(":focus-visible")) focus(code, rowOf(event.target));
          }}
          onBlur={blur}
        />
        <span className={styles.words} aria-hidden="true">
          <span className={styles.name}>
            <bdi>
              <Marked text={name} words={words} />
            </bdi>
          </span>
          <span id={hint} className={styles.short}>
            <Marked text={short} words={words} />
          </span>
        </span>
        {outcome !== undefined && <OutcomeMark outcome={outcome} />}
        {keys !== null && outcome === undefined && (
          <span className={styles.key} aria-hidden="true">
            <Kbd>{keys.toUpperCase()}</Kbd>
          </span>
        )}
      </label>
      <button type="button" className={styles.explain} tabIndex={-1} aria-label={t`About ${name}`} onClick={(event) => ask(code, rowOf(event.currentTarget))}>
        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round">
          <circle cx="10" cy="10" r="7.4" />
          <path d="M10 9.2v4.4M10 6.4v.01" />
        </svg>
      </button>
    </div>
  );
});

function rowOf(part: HTMLElement): HTMLElement {
  return part.closest<HTMLElement>("[data-choice]") ?? part;
}

function Marked({ text, words }: { text: string; words: readonly string[] }) {
  if (words.length === 0) return text;
  return highlight(text, words).map((part, at) => (part.hit ? <mark key={at}>{part.text}</mark> : part.text));
}
