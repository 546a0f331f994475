import { useLingui } from "@lingui/react/macro";
import type { Ref } from "react";

import styles from "./Workbench.module.css";

interface FilterBoxProps {
  ref: Ref<HTMLInputElement>;
  filter: string;
  onFilter: (filter: string) => void;
  /** Enter: take the first choice that is shown. */
  onTake: () => void;
}

/** Narrows the choices down while typing; Enter takes the first, Escape leaves. */
export function FilterBox({ ref, filter, onFilter, onTake }: FilterBoxProps) {
  const { t } = useLingui();
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
        if (event.key === "Enter" && filter.trim() !== "") onTake();
        onFilter("");
        event.currentTarget.blur();
      }}
    />
  );
}
