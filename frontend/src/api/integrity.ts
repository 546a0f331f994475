import { queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Suspicion = Schemas["SuspicionAnswer"];
export type SuspicionVerdict = Schemas["SuspicionDecisionRequest"]["decision"];
export type PairMatrix = Schemas["PairMatrix"];
export type SharedDevices = Schemas["SharedDevices"];
export type Hold = Schemas["HoldAnswer"];

const ofProject = (slug: string) => `/projects/${encodeURIComponent(slug)}`;

export const suspicionsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "suspicions"],
    queryFn: ({ signal }) => request<Suspicion[]>(`${ofProject(slug)}/suspicions`, { signal }),
  });

export const decideSuspicion = (slug: string, id: string, body: { decision: SuspicionVerdict; reason: string }) =>
  request<Suspicion>(`${ofProject(slug)}/suspicions/${id}/decision`, { method: "POST", body });

/** Whether the caller's answers wait for a curator. */
export const holdQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "hold"],
    queryFn: ({ signal }) => request<Hold>(`${ofProject(slug)}/hold`, { signal }),
  });

export const askForReview = (slug: string, text: string) => request<Hold>(`${ofProject(slug)}/hold`, { method: "POST", body: { text } });
