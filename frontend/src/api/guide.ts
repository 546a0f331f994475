import { queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";
import { upload } from "./upload";

type Schemas = components["schemas"];

export type ReferenceImage = Schemas["ReferenceImageAnswer"];
export type ReferenceFacts = Schemas["PatchedReferenceFactsRequestRequest"];

const root = (slug: string) => `/projects/${encodeURIComponent(slug)}/guide`;
/** The guide changes rarely; a volunteer's page asks once. */
const FRESH_MS = 10 * 60_000;

export function guideQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug, "guide"],
    queryFn: ({ signal }) => request<ReferenceImage[]>(root(slug), { signal }),
    staleTime: FRESH_MS,
  });
}

export interface NewPicture {
  choice: string;
  facts: ReferenceFacts;
  /** One file per channel key, or one with all channels under the key `stack`. */
  files: ReadonlyMap<string, File>;
}

/** Put a picture made of files into the guide; `onProgress` hears the share sent. */
export function uploadPicture(slug: string, { choice, facts, files }: NewPicture, onProgress: (share: number) => void, signal: AbortSignal) {
  const form = new FormData();
  form.append("choice", choice);
  for (const [name, value] of Object.entries(facts)) if (value !== null && value !== "") form.append(name, String(value));
  for (const [key, file] of files) form.append(`file_${key}`, file, file.name);
  return upload<ReferenceImage>(root(slug), form, onProgress, signal);
}

/** Show a subject in the guide; it collects no votes from then on. */
export function showSubject(slug: string, subject: string, choice: string, caption: string): Promise<ReferenceImage> {
  return request(root(slug), { method: "POST", body: { subject, choice, caption } });
}

export function describePicture(slug: string, id: string, facts: ReferenceFacts): Promise<ReferenceImage> {
  return request(`${root(slug)}/${id}`, { method: "PATCH", body: facts });
}

export function removePicture(slug: string, id: string): Promise<void> {
  return request(`${root(slug)}/${id}`, { method: "DELETE" });
}

export function orderPictures(slug: string, choice: string, ids: readonly string[]): Promise<void> {
  return request(`${root(slug)}/order`, { method: "POST", body: { choice, ids } });
}
