import { queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import { queryClient } from "./queries";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Rewards = Schemas["RewardsAnswer"];
export type RewardSummary = Schemas["RewardSummaryAnswer"];
export type Quest = Schemas["QuestAnswer"];
export type BadgeProgress = Schemas["BadgeAnswer"];
export type LedgerRow = Schemas["LedgerAnswer"];
export type Leaderboard = Schemas["LeaderboardAnswer"];
export type Rank = Schemas["RankAnswer"];
export type Period = Leaderboard["period"];
export type Shop = Schemas["ShopAnswer"];
export type ShopItem = Schemas["ShopItemAnswer"];
export type ItemKind = ShopItem["kind"];
export type Team = Schemas["TeamAnswer"];
export type ListedTeam = Schemas["ListedTeamAnswer"];

const root = (slug: string) => `/projects/${encodeURIComponent(slug)}`;

export function rewardsQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug, "rewards"],
    queryFn: ({ signal }) => request<Rewards>(`${root(slug)}/rewards`, { signal }),
    staleTime: 4_000,
  });
}

export function summaryQuery(slug: string) {
  return queryOptions({
    queryKey: ["rewards-summary", slug],
    queryFn: ({ signal }) => request<RewardSummary>(`${root(slug)}/rewards/summary`, { signal }),
    // Level and points are a decoration: without them the work goes on.
    retry: false,
  });
}

export function leaderboardQuery(slug: string, period: Period) {
  return queryOptions({
    queryKey: ["project", slug, "leaderboard", period],
    queryFn: ({ signal }) => request<Leaderboard>(`${root(slug)}/leaderboard`, { signal, query: { period } }),
    staleTime: 4_000,
  });
}

export function shopQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug, "shop"],
    queryFn: ({ signal }) => request<Shop>(`${root(slug)}/shop`, { signal }),
    staleTime: 4_000,
  });
}

export function teamQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug, "team"],
    queryFn: ({ signal }) => request<{ team: Team | null }>(`${root(slug)}/teams`, { signal }),
  });
}

/** Everything about rewards in a project is asked for again. */
async function refresh(slug: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ["project", slug] }),
    queryClient.invalidateQueries({ queryKey: summaryQuery(slug).queryKey }),
  ]);
}

export async function buyItem(slug: string, item: string): Promise<void> {
  await request(`${root(slug)}/shop`, { method: "POST", body: { item } });
  await refresh(slug);
}

/** Wear a bought thing of its kind; "" takes it off. */
export async function wearItem(slug: string, kind: ItemKind, code: string): Promise<void> {
  await request(`${root(slug)}/outfit`, { method: "PATCH", body: { [kind]: code } });
  await refresh(slug);
}

export async function changePreference(slug: string, wishes: { is_listed?: boolean; time_zone?: string }): Promise<void> {
  await request("/me/rewards-preference", { method: "PATCH", body: wishes });
  await refresh(slug);
}

export async function createTeam(slug: string, name: string): Promise<void> {
  await request(`${root(slug)}/teams`, { method: "POST", body: { name } });
  await refresh(slug);
}

export async function joinTeam(slug: string, code: string): Promise<void> {
  await request(`${root(slug)}/teams/membership`, { method: "POST", body: { code } });
  await refresh(slug);
}

export async function leaveTeam(slug: string): Promise<void> {
  await request(`${root(slug)}/teams/membership`, { method: "DELETE" });
  await refresh(slug);
}

/** Ask the curators to look at a team's name. */
export const reportTeam = (slug: string, name: string) => request(`${root(slug)}/teams/reports`, { method: "POST", body: { name } });

/** The teams as curators see them, reported ones first. */
export const teamsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "teams"],
    queryFn: ({ signal }) => request<ListedTeam[]>(`${root(slug)}/teams/all`, { signal }),
  });

/** Give a team another name, or the same to let it stay. */
export async function renameTeam(slug: string, id: string, body: { name: string; reason: string }): Promise<void> {
  await request(`${root(slug)}/teams/${id}`, { method: "PATCH", body });
  await refresh(slug);
}
