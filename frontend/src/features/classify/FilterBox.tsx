import { useLingui } from "@lingui/react/macro";
import type { Ref } from "react";

import { filterSections } from "./model/accelerators";
import type { ChoiceSection } from "./model/accelerators";
import styles from "./Workbench.module.css";

interface FilterBoxProps {
  ref: Ref<HTMLInputElement>;
  filter: string;
  onFilter: (filter: string) => void;
  sections: readonly ChoiceSection[];
  /** Hears the code of the first choice that is left, at Enter. */
  onTake: (code: string) => void;
}

/** Narrows the choices down while typing; Enter takes the first, Escape leaves. */
export function FilterBox({ ref, filter, onFilter, sections, onTake }: FilterBoxProps) {
  const { t } = useLingui();
  const takeFirst = () => {
    const first = filterSections(sections, filter)[0]?.choices[0];
    if (first !== undefined) onTake(first.choice.code);
  };
  return (
    <input
      ref={ref}
      type="search"
      className={styles.filter}
      placeholder={t`Filter`}
      aria-label={t`Filter the choices`}
      aria-keyshortcuts="/"
      value={filter}
      onChange={(event) => onFilter(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        if (event.key === "Enter" && filter.trim() !== "") takeFirst();
        onFilter("");
        event.currentTarget.blur();
      }}
    />
  );
}
