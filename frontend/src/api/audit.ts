import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type AuditEvent = Schemas["AuditEventAnswer"];

export interface AuditFilter {
  /** E-mail of who made the change; empty for everybody. */
  actor: string;
  /** Kind of what was changed; empty for all. */
  kind: string;
}

const PAGE_SIZE = 50;

export function auditQuery(slug: string, { actor, kind }: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ["project", slug, "audit", actor, kind],
    queryFn: ({ pageParam, signal }) =>
      request<Schemas["AuditAnswer"]>(`/projects/${encodeURIComponent(slug)}/audit`, {
        query: { actor, kind, cursor: pageParam, limit: PAGE_SIZE },
        signal,
      }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
  });
}

export function auditFiltersQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug, "audit-filters"],
    queryFn: ({ signal }) => request<Schemas["AuditFiltersAnswer"]>(`/projects/${encodeURIComponent(slug)}/audit/filters`, { signal }),
  });
}
