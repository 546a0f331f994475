import { Trans, useLingui } from "@lingui/react/macro";
import { useCallback, useLayoutEffect, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";

import { classes } from "../../ui/classes";
import { Kbd } from "../../ui/Kbd";
import type { Pointing } from "../guide/useGuideCard";
import styles from "./ChoiceList.module.css";
import { ChoiceRow } from "./ChoiceRow";
import { filterSections } from "./model/accelerators";
import type { ChoiceSection } from "./model/accelerators";
import { wordsOf } from "./model/search";
import type { Outcome } from "./OutcomeMark";
import { Picks } from "./Picks";
import { useClosed } from "./useHabits";

interface ChoiceListProps {
  /** Slug of the project, under which closed groups are remembered. */
  project: string;
  sections: readonly ChoiceSection[];
  chosen: readonly string[];
  /** Codes of the choices used last, newest first; left out where nothing is remembered. */
  recent?: readonly string[];
  filter: string;
  /** The first key of two that has been pressed. */
  pending: string | null;
  onToggle: (code: string) => void;
  /** Hears pointer, focus and finger, for the field guide's card. */
  pointing: Pointing;
  /** What became of the choices of an answer that has been checked; the list then only shows. */
  outcomes?: ReadonlyMap<string, Outcome> | undefined;
}

const NO_WORDS: readonly string[] = [];

/** The choices in their groups: one stop for Tab, arrow keys inside; what is chosen stands above them. */
export function ChoiceList(props: ChoiceListProps) {
  const { project, sections, chosen, recent, filter, pending, pointing, outcomes } = props;
  const [focused, setFocused] = useState<string | null>(null);
  const [closed, turn] = useClosed(project);
  const onToggle = useLatest(props.onToggle);
  const shown = filterSections(sections, filter);
  const searching = filter.trim() !== "";
  const words = searching ? wordsOf(filter) : NO_WORDS;
  const isOpen = (code: string) => searching || outcomes !== undefined || !closed.includes(code);
  const codes = shown.flatMap((section) => (isOpen(section.code) ? section.choices.map(({ choice }) => choice.code) : []));
  const stop = focused !== null && codes.includes(focused) ? focused : codes[0];
  return (
    // The keys come from the checkboxes inside; the list itself takes no focus.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={styles.list} onKeyDown={moveFocus}>
      <Picks sections={sections} chosen={chosen} recent={recent} locked={outcomes !== undefined} onToggle={onToggle} pointing={pointing} />
      <div className={styles.scroll}>
        <div className={styles.columns}>
          {shown.map((section) => (
            <Section
              key={section.code}
              section={section}
              active={pending !== null && pending === section.letter}
              open={isOpen(section.code)}
              onTurn={searching ? undefined : turn}
              chosen={section.choices.filter(({ choice }) => chosen.includes(choice.code)).length}
            >
              {section.choices.map(({ choice, keys }) => (
                <ChoiceRow
                  key={choice.code}
                  choice={choice}
                  keys={section.selfNamed || section.letter === null ? keys : (keys?.slice(-1) ?? null)}
                  words={words}
                  checked={chosen.includes(choice.code)}
                  locked={outcomes !== undefined}
                  outcome={outcomes?.get(choice.code)}
                  tabbable={choice.code === stop}
                  onToggle={onToggle}
                  onFocus={setFocused}
                  pointing={pointing}
                />
              ))}
            </Section>
          ))}
        </div>
        {shown.length === 0 && (
          <p className={styles.none}>
            <Trans>No choice matches “{filter}”.</Trans>
          </p>
        )}
      </div>
    </div>
  );
}

/** A function that stays the same and calls the newest one, so that rows are drawn again only when they change. */
function useLatest(call: (code: string) => void): (code: string) => void {
  const latest = useRef(call);
  useLayoutEffect(() => {
    latest.current = call;
  });
  return useCallback((code: string) => latest.current(code), []);
}

interface SectionProps {
  section: ChoiceSection;
  active: boolean;
  open: boolean;
  /** Open or close; not while a search shows what it found. */
  onTurn: ((code: string) => void) | undefined;
  chosen: number;
  children: ReactNode;
}

function Section({ section, active, open, onTurn, chosen, children }: SectionProps) {
  const { t } = useLingui();
  const { code, name, letter } = section;
  const titled = name !== "" && !section.selfNamed;
  if (!titled) {
    return (
      <div className={classes(styles.section, active && styles.active)} role="group" aria-label={name === "" ? t`Choices` : name}>
        {children}
      </div>
    );
  }
  const count = section.choices.length;
  return (
    <div className={classes(styles.section, active && styles.active)} role="group" aria-label={name}>
      <button
        type="button"
        className={styles.heading}
        tabIndex={open ? -1 : 0}
        aria-expanded={open}
        aria-label={chosen > 0 ? t`${name}: ${count} choices, ${chosen} chosen` : t`${name}: ${count} choices`}
        disabled={onTurn === undefined}
        onClick={() => onTurn?.(code)}
      >
        <svg className={styles.chevron} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round">
          <path d="M2.5 4.5L6 8l3.5-3.5" />
        </svg>
        <span className={styles.title}>{name}</span>
        {!open && chosen > 0 && <span className={styles.count}>{chosen}</span>}
        {letter !== null && section.choices.some(({ keys }) => keys !== null) && (
          <span className={styles.key} aria-hidden="true">
            <Kbd>{letter.toUpperCase()}</Kbd>
          </span>
        )}
      </button>
      {open && children}
    </div>
  );
}

/** Arrow keys, Home and End move between the checkboxes and headings that are shown. */
function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("input[type=checkbox], button[aria-expanded]:enabled")];
  const at = stops.indexOf(event.target as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  stops[Math.min(stops.length - 1, Math.max(0, to))]?.focus();
}
