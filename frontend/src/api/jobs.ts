import { infiniteQueryOptions } from "@tanstack/react-query";

import { request, ROOT } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Job = Schemas["JobAnswer"];
export type JobState = Schemas["JobState"];
export type JobKind = Schemas["JobKind"];
export type JobList = Schemas["JobsAnswer"];
export type JobLine = Schemas["JobLineAnswer"];

/** What the stream sends: every job that has not ended, and those that ended since the last event. */
export interface JobNews {
  at: string;
  jobs: Job[];
}

export interface JobFilter {
  /** Empty for all. */
  state: JobState | "";
  kind: JobKind | "";
}

const PAGE_SIZE = 30;
const root = (slug: string) => `/projects/${encodeURIComponent(slug)}/jobs`;

export function jobsQuery(slug: string, { state, kind }: JobFilter) {
  return infiniteQueryOptions({
    queryKey: ["project", slug, "jobs", state, kind],
    queryFn: ({ pageParam, signal }) =>
      request<JobList>(root(slug), { query: { state, kind, cursor: pageParam, limit: PAGE_SIZE }, signal }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
    // The stream brings what changes; a list that is shown anew may have missed some of it.
    staleTime: 0,
  });
}

/** A job's log, from its end; the pages after the first hold earlier lines. */
export function jobLogQuery(slug: string, id: string) {
  return infiniteQueryOptions({
    queryKey: ["project", slug, "job", id],
    queryFn: ({ pageParam, signal }) => request<Schemas["JobPage"]>(`${root(slug)}/${id}`, { query: { cursor: pageParam }, signal }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.earlier,
    staleTime: 0,
  });
}

export const jobStream = (slug: string) => `${ROOT}${root(slug)}/stream`;

export const cancelJob = (slug: string, id: string) => request<Job>(`${root(slug)}/${id}/cancel`, { method: "POST" });

export const retryJob = (slug: string, id: string) => request<Job>(`${root(slug)}/${id}/retry`, { method: "POST" });
