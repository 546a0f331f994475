import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { request } from "./client";

export type SubjectState = "open" | "reached" | "disputed" | "withdrawn";

export interface SubjectRow {
  id: string;
  external_id: string;
  state: SubjectState;
  /** Counted classifications. */
  n: number;
  retirement_reason: string;
  decided_at: string | null;
  consensus: { code: string; name: string }[];
  /** How many remarks there are. */
  remarks: number;
  thumbnail: string | null;
}

export interface SubjectVote {
  code: string;
  name: string;
  votes: number;
  p_value: number | null;
  in_consensus: boolean;
}

export interface SubjectClassification {
  id: string;
  volunteer: string;
  received_at: string;
  choices: string[];
  counted: boolean;
  not_counted_reason: string;
  duration_ms: number | null;
}

export interface SubjectDetail extends Omit<SubjectRow, "remarks"> {
  width: number;
  height: number;
  pixel_size_um: number | null;
  credit: string;
  licence: string;
  source: string;
  metadata: Record<string, unknown>;
  sample: { antibody: string; gene: string; cell_line: string; plate: string; well: string } | null;
  images: { channel: string; url: string; original_url: string }[];
  round: number | null;
  decided_at_n: number | null;
  votes: SubjectVote[];
  classifications: SubjectClassification[];
  remarks: { id: string; volunteer: string; text: string; created_at: string }[];
  /** Expert labels; only for people with a role. */
  reference: { source: string; split: string; choices: string[] }[];
}

export interface SubjectFilter {
  state: string;
  choice: string;
  search: string;
  sort: string;
}

interface SubjectPage {
  results: SubjectRow[];
  next: string | null;
  total: number;
}

const PAGE_SIZE = 50;

export function subjectsQuery(slug: string, filter: SubjectFilter) {
  return infiniteQueryOptions({
    queryKey: ["project", slug, "subjects", filter],
    queryFn: ({ pageParam, signal }) =>
      request<SubjectPage>(`/projects/${encodeURIComponent(slug)}/subjects`, {
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
