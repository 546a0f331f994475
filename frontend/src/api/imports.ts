import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { request, ROOT } from "./client";
import type { components } from "./schema";
import { upload } from "./upload";

type Schemas = components["schemas"];

export type ImportRun = Schemas["ImportAnswer"];
export type ImportProblem = Schemas["ProblemAnswer"];

const root = (slug: string) => `/projects/${encodeURIComponent(slug)}/imports`;
const POLL_MS = 1500;

export const isUnderWay = (run: ImportRun) => (run.state === "waiting" || run.state === "running") && !run.stale;

/** All imports of a project, newest first; asked again and again while one is under way. */
export function importsQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug, "imports"],
    queryFn: ({ signal }) => request<ImportRun[]>(root(slug), { signal }),
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) === true ? POLL_MS : false),
  });
}

/** The refused rows of an import. */
export function problemsQuery(slug: string, id: string) {
  return infiniteQueryOptions({
    queryKey: ["project", slug, "imports", id, "problems"],
    queryFn: ({ pageParam, signal }) =>
      request<Schemas["ProblemPage"]>(`${root(slug)}/${encodeURIComponent(id)}/problems`, {
        query: { cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export const problemsFile = (slug: string, id: string) => `${ROOT}${root(slug)}/${encodeURIComponent(id)}/problems.csv`;

export interface ImportOrder {
  kind: Schemas["ImportKind"];
  subject_set: string;
  credit: string;
  licence: string;
  source: string;
  files: File[];
}

/** Send files and start to import them; `onProgress` hears the share sent, from 0 to 1. */
export function startImport(
  slug: string,
  { files, ...fields }: ImportOrder,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<ImportRun> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const file of files) form.append("files", file, file.name);
  return upload<ImportRun>(root(slug), form, onProgress, signal);
}

/** Let an import that stopped go on where it was. */
export function resumeImport(slug: string, id: string): Promise<ImportRun> {
  return request(`${root(slug)}/${encodeURIComponent(id)}/resume`, { method: "POST" });
}
