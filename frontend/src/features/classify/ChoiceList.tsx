import { Trans, useLingui } from "@lingui/react/macro";
import { useId, useState } from "react";
import type { KeyboardEvent } from "react";

import type { Choice } from "../../api/types";
import { classes } from "../../ui/classes";
import { Kbd } from "../../ui/Kbd";
import styles from "./ChoiceList.module.css";
import { filterSections } from "./model/accelerators";
import type { ChoiceSection } from "./model/accelerators";
import { OutcomeMark } from "./OutcomeMark";
import type { Outcome } from "./OutcomeMark";

interface ChoiceListProps {
  sections: readonly ChoiceSection[];
  chosen: readonly string[];
  filter: string;
  /** The first key of two that has been pressed. */
  pending: string | null;
  onToggle: (code: string) => void;
  /** Somebody looks at a choice: show what it means. */
  onRead: (code: string) => void;
  /** Somebody asks for the meaning on a small screen. */
  onExplain: (code: string) => void;
  /** What became of the choices of an answer that has been checked; the list then only shows. */
  outcomes?: ReadonlyMap<string, Outcome> | undefined;
}

/** The choices in their groups: one stop for Tab, arrow keys inside. */
export function ChoiceList(props: ChoiceListProps) {
  const { sections, chosen, filter, pending, onToggle, onRead, onExplain, outcomes } = props;
  const [focused, setFocused] = useState<string | null>(null);
  const shown = filterSections(sections, filter);
  const codes = shown.flatMap((section) => section.choices.map(({ choice }) => choice.code));
  const stop = focused !== null && codes.includes(focused) ? focused : codes[0];
  return (
    // The keys come from the checkboxes inside; the list itself takes no focus.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={styles.list} onKeyDown={moveFocus}>
      <div className={styles.columns}>
        {shown.map((section) => (
          <Section key={section.code} section={section} active={pending !== null && pending === section.letter}>
            {section.choices.map(({ choice, keys }) => (
              <Row
                key={choice.code}
                choice={choice}
                keys={section.selfNamed || section.letter === null ? keys : (keys?.slice(-1) ?? null)}
                checked={chosen.includes(choice.code)}
                locked={outcomes !== undefined}
                outcome={outcomes?.get(choice.code)}
                tabbable={choice.code === stop}
                onToggle={onToggle}
                onRead={onRead}
                onExplain={onExplain}
                onFocus={setFocused}
              />
            ))}
          </Section>
        ))}
      </div>
      {shown.length === 0 && <p className={styles.none}><Trans>No choice matches “{filter}”.</Trans></p>}
    </div>
  );
}

function Section({ section, active, children }: { section: ChoiceSection; active: boolean; children: React.ReactNode }) {
  const { t } = useLingui();
  const titled = section.name !== "" && !section.selfNamed;
  return (
    <div className={classes(styles.section, active && styles.active)} role="group" aria-label={section.name === "" ? t`Choices` : section.name}>
      {titled && (
        <p className={styles.heading} aria-hidden="true">
          <span>{section.name}</span>
          {section.letter !== null && section.choices.some(({ keys }) => keys !== null) && (
            <span className={styles.key}>
              <Kbd>{section.letter.toUpperCase()}</Kbd>
            </span>
          )}
        </p>
      )}
      {children}
    </div>
  );
}

interface RowProps {
  choice: Choice;
  keys: string | null;
  checked: boolean;
  locked: boolean;
  outcome: Outcome | undefined;
  tabbable: boolean;
  onToggle: (code: string) => void;
  onRead: (code: string) => void;
  onExplain: (code: string) => void;
  onFocus: (code: string) => void;
}

function Row({ choice, keys, checked, locked, outcome, tabbable, onToggle, onRead, onExplain, onFocus }: RowProps) {
  const { t } = useLingui();
  const { code, name, short } = choice;
  const hint = useId();
  return (
    <div className={classes(styles.row, checked && styles.checked, outcome !== undefined && styles[outcome])} data-outcome={outcome} onMouseEnter={() => onRead(code)}>
      <label className={styles.label}>
        <input
          type="checkbox"
          className={styles.box}
          checked={checked}
          tabIndex={tabbable ? 0 : -1}
          aria-label={name}
          aria-describedby={hint}
          aria-disabled={locked || undefined}
          onChange={() => {
            if (!locked) onToggle(code);
          }}
          onFocus={() => {
            onFocus(code);
            onRead(code);
          }}
        />
        <span className={styles.words} aria-hidden="true">
          <span className={styles.name}>{name}</span>
          <span id={hint} className={styles.short}>
            {short}
          </span>
        </span>
        {outcome !== undefined && <OutcomeMark outcome={outcome} />}
        {keys !== null && outcome === undefined && (
          <span className={styles.key} aria-hidden="true">
            <Kbd>{keys.toUpperCase()}</Kbd>
          </span>
        )}
      </label>
      <button type="button" className={styles.explain} tabIndex={-1} aria-label={t`About ${name}`} onClick={() => onExplain(code)}>
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round">
          <circle cx="10" cy="10" r="7.4" />
          <path d="M10 9.2v4.4M10 6.4v.01" />
        </svg>
      </button>
    </div>
  );
}

/** Arrow keys, Home and End move between the checkboxes that are shown. */
function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
  const at = boxes.indexOf(event.target as HTMLInputElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: boxes.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  boxes[Math.min(boxes.length - 1, Math.max(0, to))]?.focus();
}
