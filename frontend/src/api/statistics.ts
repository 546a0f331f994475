import { queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Statistics = Schemas["StatisticsAnswer"];

export function statisticsQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug, "statistics"],
    queryFn: ({ signal }) => request<Statistics>(`/projects/${encodeURIComponent(slug)}/statistics`, { signal }),
  });
}
