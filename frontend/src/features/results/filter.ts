import { useSearchParams } from "wouter";

import type { SubjectFilter } from "../../api/subjects";

const KEYS = ["state", "choice", "search", "sort"] as const;

/** The filter of the address, so that it survives reloads, the back button and being shared. */
export function useSubjectFilter() {
  const [parameters, setParameters] = useSearchParams();
  const filter: SubjectFilter = { state: "", choice: "", search: "", sort: "" };
  for (const key of KEYS) filter[key] = parameters.get(key) ?? "";
  const change = (part: Partial<SubjectFilter>) => {
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [key, value] of Object.entries(part)) {
          if (value === "") after.delete(key);
          else after.set(key, value);
        }
        return after;
      },
      { replace: true },
    );
  };
  const clear = () => change({ state: "", choice: "", search: "", sort: "" });
  return { filter, change, clear, isFiltered: KEYS.some((key) => key !== "sort" && filter[key] !== "") };
}
