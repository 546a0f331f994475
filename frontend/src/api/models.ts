import { queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Model = Schemas["ModelAnswer"];
export type ModelPage = Schemas["ModelPage"];
export type ModelState = Schemas["ModelState"];
export type Judgement = Schemas["JudgementAnswer"];
export type Verdict = Schemas["GateVerdict"];
export type Estimate = Schemas["DifferenceAnswer"];
export type Holdout = Schemas["HoldoutAnswer"];
export type Learnt = Schemas["LearntAnswer"];
export type Recipe = Schemas["Recipe"];
export type TrainingTable = Schemas["TableAnswer"];
export type TablePage = Schemas["TablePage"];
export type Targets = Schemas["TableTargets"];
export type Features = Schemas["FeaturesAnswer"];

/** As the server lists them. */
export const RECIPES: readonly Recipe[] = ["loccat", "loccat-plus", "attention", "ga-loccat", "attention-crowd", "loccat-released"];

const POLL_MS = 5_000;
const root = (slug: string) => `/projects/${encodeURIComponent(slug)}`;
const isMade = ({ state }: Model) => state !== "training";

export const modelsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "models"],
    queryFn: ({ signal }) => request<Model[]>(`${root(slug)}/models`, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.every(isMade) === false ? POLL_MS : false),
  });

export const modelQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ["project", slug, "models", id],
    queryFn: ({ signal }) => request<ModelPage>(`${root(slug)}/models/${id}`, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data !== undefined && !isMade(state.data) ? POLL_MS : false),
  });

/** How good a model is on the hold-out, beside another one on the subjects that both answered. */
export const holdoutQuery = (slug: string, id: string, beside: string | undefined) =>
  queryOptions({
    queryKey: ["project", slug, "models", id, "holdout", beside],
    queryFn: ({ signal }) => request<Holdout>(`${root(slug)}/models/${id}/holdout`, { query: { beside }, signal }),
  });

export const tablesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "training-tables"],
    queryFn: ({ signal }) => request<TrainingTable[]>(`${root(slug)}/training-tables`, { signal }),
  });

export const tableQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ["project", slug, "training-tables", id],
    queryFn: ({ signal }) => request<TablePage>(`${root(slug)}/training-tables/${id}`, { signal }),
    staleTime: Infinity,
  });

export const featuresQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "features"],
    queryFn: ({ signal }) => request<Features>(`${root(slug)}/features`, { signal }),
  });

export const freezeTable = (slug: string, targets: Targets) =>
  request<TablePage>(`${root(slug)}/training-tables`, { method: "POST", body: { targets } });

export const trainModel = (slug: string, table: string, recipe: Recipe) =>
  request<Model>(`${root(slug)}/models`, { method: "POST", body: { table, recipe } });

export const promoteModel = (slug: string, id: string, reason: string) =>
  request<Model>(`${root(slug)}/models/${id}/promote`, { method: "POST", body: { reason } });

export const measureImages = (slug: string) => request<Features>(`${root(slug)}/features`, { method: "POST" });

export const askModels = (slug: string) =>
  request<Schemas["AskAnswer"]>(`${root(slug)}/predictions/ask`, { method: "POST", body: {} });
