import { queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Loop = Schemas["LoopPage"];
export type LoopSettings = Schemas["LoopForm"];
export type LoopState = Schemas["LoopStateAnswer"];
export type Wait = Schemas["WaitAnswer"];
export type Arrangement = Schemas["ArrangementAnswer"];
export type ModelPoint = Schemas["ModelPoint"];

const root = (slug: string) => `/projects/${encodeURIComponent(slug)}/loops`;

export const loopsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "loops"],
    queryFn: ({ signal }) => request<Loop[]>(root(slug), { signal }),
    staleTime: 5_000,
  });

export const setLoop = (slug: string, task: string, settings: LoopSettings) =>
  request<Loop>(`${root(slug)}/${task}`, { method: "PUT", body: settings });
