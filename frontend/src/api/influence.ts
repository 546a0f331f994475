import { queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Influence = Schemas["InfluenceAnswer"];

export type ChoiceInfluence = Schemas["ChoiceInfluence"];

export type Comparison = Schemas["ComparisonAnswer"];

export function influenceQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug, "influence"],
    queryFn: ({ signal }) => request<Influence>(`/projects/${encodeURIComponent(slug)}/influence`, { signal }),
  });
}
