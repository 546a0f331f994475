import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Post = Schemas["PostAnswer"];
export type Discussion = Schemas["DiscussionAnswer"];
export type DiscussionRow = Schemas["DiscussionRowAnswer"];
export type ReportedPost = Schemas["ReportedPostAnswer"];
export type ReportReason = Schemas["ReportAnswer"]["reason"];
export type ModerationDecision = Schemas["ModerationRequestRequest"]["decision"];
export type Announcement = Schemas["AnnouncementAnswer"];
export type Notice = Schemas["NoticeAnswer"];

const ofProject = (slug: string) => `/projects/${encodeURIComponent(slug)}`;
const ofDiscussion = (slug: string, id: string) => `${ofProject(slug)}/talk/discussions/${encodeURIComponent(id)}`;

export function discussionsQuery(slug: string, mine: boolean) {
  return infiniteQueryOptions({
    queryKey: ["project", slug, "talk", "list", mine],
    queryFn: ({ pageParam, signal }) =>
      request<Schemas["DiscussionsAnswer"]>(`${ofProject(slug)}/talk`, { query: { mine, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function recentImagesQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug, "talk", "recent"],
    queryFn: ({ signal }) => request<Schemas["RecentImageAnswer"][]>(`${ofProject(slug)}/talk/recent`, { signal }),
  });
}

export function discussionQuery(slug: string, id: string) {
  return infiniteQueryOptions({
    queryKey: ["project", slug, "talk", "discussion", id],
    queryFn: ({ pageParam, signal }) => request<Discussion>(ofDiscussion(slug, id), { query: { cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export const markRead = (slug: string, id: string) => request<undefined>(`${ofDiscussion(slug, id)}/read`, { method: "POST" });

export const addComment = (slug: string, id: string, text: string, replyTo: string | null) =>
  request<Post>(`${ofDiscussion(slug, id)}/comments`, { method: "POST", body: { text, reply_to: replyTo } });

export const editComment = (slug: string, post: string, text: string) =>
  request<Post>(`${ofProject(slug)}/talk/comments/${post}`, { method: "POST", body: { text } });

export const deleteComment = (slug: string, post: string) =>
  request<undefined>(`${ofProject(slug)}/talk/comments/${post}`, { method: "DELETE" });

export const reportPost = (slug: string, post: string, reason: ReportReason, note: string) =>
  request<undefined>(`${ofProject(slug)}/talk/posts/${post}/report`, { method: "POST", body: { reason, note } });

export const reportImage = (slug: string, id: string, note: string) =>
  request<undefined>(`${ofDiscussion(slug, id)}/report`, { method: "POST", body: { note } });

export const markHelpful = (slug: string, post: string, helpful: boolean) =>
  request<undefined>(`${ofProject(slug)}/talk/posts/${post}/helpful`, { method: "POST", body: { helpful } });

export function moderationQuery(slug: string, open: boolean) {
  return queryOptions({
    queryKey: ["project", slug, "moderation", open],
    queryFn: ({ signal }) => request<ReportedPost[]>(`${ofProject(slug)}/moderation`, { query: { open }, signal }),
  });
}

export const moderate = (slug: string, post: string, body: { decision: ModerationDecision; reason: string; until: string | null }) =>
  request<Post>(`${ofProject(slug)}/moderation/${post}`, { method: "POST", body });

export const showAgain = (slug: string, post: string) => request<Post>(`${ofProject(slug)}/moderation/${post}`, { method: "DELETE" });

export function announcementsQuery(slug: string, all = false) {
  return queryOptions({
    queryKey: ["project", slug, "announcements", all],
    queryFn: ({ signal }) => request<Announcement[]>(`${ofProject(slug)}/announcements`, { query: { all }, signal }),
  });
}

export const postAnnouncement = (slug: string, body: { title: string; text: string; starts_at: string | null; ends_at: string | null }) =>
  request<Announcement>(`${ofProject(slug)}/announcements`, { method: "POST", body });

export const withdrawAnnouncement = (slug: string, id: string) =>
  request<undefined>(`${ofProject(slug)}/announcements/${id}/withdraw`, { method: "POST" });

export const dismissAnnouncement = (slug: string, id: string) =>
  request<undefined>(`${ofProject(slug)}/announcements/${id}/seen`, { method: "POST" });

export function creditsQuery(slug: string) {
  return infiniteQueryOptions({
    queryKey: ["project", slug, "credits"],
    queryFn: ({ pageParam, signal }) =>
      request<Schemas["CreditsAnswer"]>(`${ofProject(slug)}/credits`, { query: { offset: pageParam }, signal }),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
  });
}

export const chooseName = (slug: string, name: string) =>
  request<undefined>(`${ofProject(slug)}/credits`, { method: "POST", body: { name } });

export const noticesQuery = queryOptions({
  queryKey: ["me", "notices"],
  queryFn: ({ signal }) => request<Notice[]>("/me/notices", { signal }),
});

export const markNoticesRead = () => request<undefined>("/me/notices", { method: "POST" });
