import { queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type ConsensusRun = Schemas["ConsensusRunAnswer"];

export type ChoiceCutoff = Schemas["ChoiceCutoffAnswer"];

export function runsQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug, "consensus-runs"],
    queryFn: ({ signal }) => request<ConsensusRun[]>(`/projects/${encodeURIComponent(slug)}/consensus-runs`, { signal }),
  });
}
