import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";

import type { SubjectFilter } from "../../api/subjects";
import type { Project } from "../../api/types";
import { Field, Select } from "../../ui/Field";
import { SearchField } from "../../ui/SearchField";
import { STATE_NAMES } from "../subject/states";
import styles from "./Results.module.css";

const SORTS = [
  ["", msg`Name`],
  ["-votes", msg`Most votes`],
  ["votes", msg`Fewest votes`],
  ["-decided_at", msg`Newest decision`],
  ["decided_at", msg`Oldest decision`],
] as const;

interface FilterBarProps {
  project: Project;
  filter: SubjectFilter;
  onChange: (part: Partial<SubjectFilter>) => void;
}

/** What to list, and in which order. */
export function FilterBar({ project, filter, onChange }: FilterBarProps) {
  const { t } = useLingui();
  const choices = project.tasks[0]?.choices ?? [];
  return (
    <search className={styles.filter}>
      <SearchField label={t`Search by name`} value={filter.search} onChange={(search) => onChange({ search })} />
      <Field label={t`State`}>
        {(ids) => (
          <Select {...ids} value={filter.state} onChange={(event) => onChange({ state: event.target.value })}>
            <option value=""><Trans>All states</Trans></option>
            {Object.entries(STATE_NAMES).map(([state, name]) => (
              <option key={state} value={state}>
                {t(name)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t`Choice in the consensus`}>
        {(ids) => (
          <Select {...ids} value={filter.choice} onChange={(event) => onChange({ choice: event.target.value })}>
            <option value=""><Trans>Any</Trans></option>
            {choices.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t`Sort by`}>
        {(ids) => (
          <Select {...ids} value={filter.sort} onChange={(event) => onChange({ sort: event.target.value })}>
            {SORTS.map(([sort, name]) => (
              <option key={sort} value={sort}>
                {t(name)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </search>
  );
}
