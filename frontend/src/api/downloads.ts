import { queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Download = Schemas["DownloadAnswer"];

export function downloadsQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug, "downloads"],
    queryFn: ({ signal }) => request<Download[]>(`/projects/${encodeURIComponent(slug)}/downloads`, { signal }),
  });
}
