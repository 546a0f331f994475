import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type ProjectWork = Schemas["OwnProjectAnswer"];
export type Accuracy = Schemas["OwnAccuracyAnswer"];
export type HistoryEntry = Schemas["HistoryEntryAnswer"];

export const workQuery = queryOptions({
  queryKey: ["me", "work"],
  queryFn: ({ signal }) => request<Schemas["OwnWorkAnswer"]>("/me/work", { signal }),
});

export const historyQuery = infiniteQueryOptions({
  queryKey: ["me", "history"],
  queryFn: ({ pageParam, signal }) =>
    request<Schemas["HistoryAnswer"]>("/me/history", { query: { before: pageParam }, signal }),
  initialPageParam: null as number | null,
  getNextPageParam: ({ next }) => next,
});
