import { queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type KnownAnswer = Schemas["KnownAnswerAnswer"];
export type Proposal = Schemas["ProposalAnswer"];
export type RankedVolunteer = Schemas["RankedAnswer"];
export type KnownAnswerRequest = Pick<Schemas["KnownAnswerRequestRequest"], "subject" | "purpose" | "choices"> &
  Partial<Schemas["KnownAnswerRequestRequest"]>;

const root = (slug: string) => `/projects/${encodeURIComponent(slug)}`;

export function knownAnswersQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug, "known-answers"],
    queryFn: ({ signal }) => request<KnownAnswer[]>(`${root(slug)}/known-answers`, { signal }),
  });
}

export function proposalsQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug, "proposals"],
    queryFn: ({ signal }) => request<Proposal[]>(`${root(slug)}/known-answers/proposals`, { signal }),
  });
}

export function standingsQuery(slug: string, level: string, first: number, limit: number) {
  return queryOptions({
    queryKey: ["project", slug, "standings", level, first],
    queryFn: ({ signal }) =>
      request<Schemas["StandingsAnswer"]>(`${root(slug)}/standings`, { query: { level, first, limit }, signal }),
  });
}

/** Make a known answer of a subject, which collects no votes from then on. */
export function addKnownAnswer(slug: string, body: KnownAnswerRequest): Promise<KnownAnswer> {
  return request(`${root(slug)}/known-answers`, { method: "POST", body });
}

/** Let a known answer rest, or bring it back. */
export function changeKnownAnswer(slug: string, id: string, state: KnownAnswer["state"]): Promise<KnownAnswer> {
  return request(`${root(slug)}/known-answers/${id}`, { method: "PATCH", body: { state } });
}

/** Forget a known answer; its subject collects votes again. */
export function removeKnownAnswer(slug: string, id: string): Promise<void> {
  return request(`${root(slug)}/known-answers/${id}`, { method: "DELETE" });
}
