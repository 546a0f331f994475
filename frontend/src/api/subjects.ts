import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type SubjectState = Schemas["SubjectState"];
export type SubjectRow = Schemas["SubjectRowAnswer"];
export type SubjectDetail = Schemas["SubjectPageAnswer"];
export type SubjectClassification = Schemas["TracedClassificationAnswer"];

export interface SubjectFilter {
  state: string;
  choice: string;
  search: string;
  sort: string;
}

const PAGE_SIZE = 50;

export function subjectsQuery(slug: string, filter: SubjectFilter) {
  return infiniteQueryOptions({
    queryKey: ["project", slug, "subjects", filter],
    queryFn: ({ pageParam, signal }) =>
      request<Schemas["SubjectListAnswer"]>(`/projects/${encodeURIComponent(slug)}/subjects`, {
        query: { ...filter, cursor: pageParam, limit: PAGE_SIZE },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function subjectQuery(slug: string, id: string) {
  return queryOptions({
    queryKey: ["project", slug, "subject", id],
    queryFn: ({ signal }) =>
      request<SubjectDetail>(`/projects/${encodeURIComponent(slug)}/subjects/${encodeURIComponent(id)}`, { signal }),
  });
}

/** Take a subject out of the project for good; needs a curator or owner. */
export function withdrawSubject(slug: string, id: string, reason: string): Promise<SubjectRow> {
  return request(`/projects/${encodeURIComponent(slug)}/subjects/${encodeURIComponent(id)}/withdraw`, {
    method: "POST",
    body: { reason },
  });
}
