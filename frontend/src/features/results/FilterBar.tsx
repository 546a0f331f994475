import { useEffect, useState } from "react";

import type { SubjectFilter } from "../../api/subjects";
import type { Project } from "../../api/types";
import { Field, Input, Select } from "../../ui/Field";
import { STATE_NAMES } from "../subject/states";
import styles from "./Results.module.css";

const SORTS = [
  ["", "Name"],
  ["-votes", "Most votes"],
  ["votes", "Fewest votes"],
  ["-decided_at", "Newest decision"],
  ["decided_at", "Oldest decision"],
] as const;

const TYPING_PAUSE_MS = 250;

interface FilterBarProps {
  project: Project;
  filter: SubjectFilter;
  onChange: (part: Partial<SubjectFilter>) => void;
}

/** What to list, and in which order. */
export function FilterBar({ project, filter, onChange }: FilterBarProps) {
  const choices = project.tasks[0]?.choices ?? [];
  return (
    <search className={styles.filter}>
      <SearchField value={filter.search} onChange={(search) => onChange({ search })} />
      <Field label="State">
        {(ids) => (
          <Select {...ids} value={filter.state} onChange={(event) => onChange({ state: event.target.value })}>
            <option value="">All states</option>
            {Object.entries(STATE_NAMES).map(([state, name]) => (
              <option key={state} value={state}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Choice in the consensus">
        {(ids) => (
          <Select {...ids} value={filter.choice} onChange={(event) => onChange({ choice: event.target.value })}>
            <option value="">Any</option>
            {choices.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Sort by">
        {(ids) => (
          <Select {...ids} value={filter.sort} onChange={(event) => onChange({ sort: event.target.value })}>
            {SORTS.map(([sort, name]) => (
              <option key={sort} value={sort}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </search>
  );
}

/** Asks only after a pause in typing. */
function SearchField({ value, onChange }: { value: string; onChange: (search: string) => void }) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    // Changed from outside: by "Clear the filter" or the back button.
    setKnown(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <Field label="Search by name">
      {(ids) => <Input {...ids} type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />}
    </Field>
  );
}
