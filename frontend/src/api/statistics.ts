import { queryOptions } from "@tanstack/react-query";

import { request } from "./client";

export interface DayActivity {
  /** Calendar day in UTC, `YYYY-MM-DD`. */
  day: string;
  classifications: number;
  counted: number;
  volunteers: number;
}

export interface ChoiceTotals {
  code: string;
  name: string;
  /** Counted votes over all subjects. */
  votes: number;
  /** Subjects whose consensus holds the choice. */
  consensus: number;
}

export interface Statistics {
  per_day: DayActivity[];
  per_choice: ChoiceTotals[];
  votes_histogram: { n: number; subjects: number }[];
  states: { open: number; reached: number; disputed: number };
}

export function statisticsQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug, "statistics"],
    queryFn: ({ signal }) => request<Statistics>(`/projects/${encodeURIComponent(slug)}/statistics`, { signal }),
  });
}
