import { infiniteQueryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Review = Schemas["ReviewAnswer"];
export type ReviewReason = Schemas["ReviewAnswer"]["reasons"][number];
export type ReviewDecision = Schemas["DecisionRequestRequest"]["decision"];

const ofProject = (slug: string) => `/projects/${encodeURIComponent(slug)}`;

export function reviewsQuery(slug: string, open: boolean, reason: ReviewReason | "") {
  return infiniteQueryOptions({
    queryKey: ["project", slug, "reviews", open, reason],
    queryFn: ({ pageParam, signal }) =>
      request<Schemas["ReviewsAnswer"]>(`${ofProject(slug)}/reviews`, { query: { open, reason, cursor: pageParam }, signal }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
  });
}

export const decideReview = (slug: string, id: string, body: { decision: ReviewDecision; choices: string[]; reason: string }) =>
  request<Review>(`${ofProject(slug)}/reviews/${id}/decision`, { method: "POST", body });

export const undoReview = (slug: string, id: string) => request<Review>(`${ofProject(slug)}/reviews/${id}/undo`, { method: "POST" });

export const flagSubject = (slug: string, subject: string, note: string) =>
  request<Review>(`${ofProject(slug)}/subjects/${subject}/flag`, { method: "POST", body: { note } });

export const changeRemarksForReview = (slug: string, number: number) =>
  request<{ remarks_for_review: number }>(`${ofProject(slug)}/review-settings`, { method: "POST", body: { remarks_for_review: number } });
