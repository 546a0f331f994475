import { QueryClient, queryOptions, useQuery } from "@tanstack/react-query";

import { ApiError, request } from "./client";
import type { Me, Project, ProjectCard } from "./types";

/** The cache of server state; only what may succeed later is tried again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Without a network the service worker may have the answer, and a page had better say what is missing than wait.
      networkMode: "always",
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && error instanceof ApiError && error.isTransient,
    },
  },
});

export const meQuery = queryOptions({ queryKey: ["me"], queryFn: ({ signal }) => request<Me>("/me", { signal }) });

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: ({ signal }) => request<ProjectCard[]>("/projects", { signal }),
});

export function projectQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug],
    queryFn: ({ signal }) => request<Project>(`/projects/${encodeURIComponent(slug)}`, { signal }),
  });
}

export const useMe = () => useQuery(meQuery);
export const useProjects = () => useQuery(projectsQuery);
export const useProject = (slug: string) => useQuery(projectQuery(slug));
