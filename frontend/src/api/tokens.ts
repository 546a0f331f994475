import { queryOptions } from "@tanstack/react-query";

import { request } from "./client";

export interface ApiToken {
  id: string;
  name: string;
  prefix: string;
  created_at: string;
  last_used_at: string | null;
}

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: ({ signal }) => request<ApiToken[]>("/tokens", { signal }),
});

/** Make a token; its key is in this answer only. */
export function makeToken(name: string): Promise<ApiToken & { key: string }> {
  return request("/tokens", { method: "POST", body: { name } });
}

export function revokeToken(id: string): Promise<undefined> {
  return request(`/tokens/${encodeURIComponent(id)}`, { method: "DELETE" });
}
