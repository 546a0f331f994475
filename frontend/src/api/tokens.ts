import { queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type ApiToken = Schemas["TokenAnswer"];
/** A token with its key, which is told only once. */
export type NewToken = Schemas["NewTokenAnswer"];

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: ({ signal }) => request<ApiToken[]>("/tokens", { signal }),
});

/** Make a token; its key is in this answer only. */
export function makeToken(name: string): Promise<NewToken> {
  return request("/tokens", { method: "POST", body: { name } });
}

export function revokeToken(id: string): Promise<undefined> {
  return request(`/tokens/${encodeURIComponent(id)}`, { method: "DELETE" });
}
