import { queryOptions } from "@tanstack/react-query";

import { request } from "./client";

export interface Download {
  /** File name. */
  name: string;
  title: string;
  description: string;
  format: string;
  url: string;
}

export function downloadsQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug, "downloads"],
    queryFn: ({ signal }) => request<Download[]>(`/projects/${encodeURIComponent(slug)}/downloads`, { signal }),
  });
}
