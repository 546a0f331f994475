import { queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Settings = Schemas["SettingsAnswer"];
export type ChannelWindow = Schemas["ChannelWindow"];
export type Draft = Schemas["DraftContent"];
export type DraftChoice = Schemas["ChoiceContent"];
export type DraftTask = Schemas["TaskContent"];
export type DraftProblem = Schemas["DraftProblem"];
export type KeptDraft = Schemas["DraftAnswer"];
export type VotesNeeded = Schemas["VotesNeededAnswer"];
export type WorkflowVersion = Schemas["VersionAnswer"];
export type LaunchStep = Schemas["StepAnswer"];
export type LabelSetTemplate = Schemas["LabelSetTemplate"];
export type Preview = Schemas["PreviewAnswer"];
export type Ladder = Schemas["LadderSetupAnswer"];
export type TutorialStep = Schemas["StepSetup"];
export type TrainingStage = Schemas["StageSetup"];
export type TrustRule = Schemas["RuleSetup"];
export type RewardSettings = Schemas["RewardSettingsAnswer"];
export type Member = Schemas["MemberAnswer"];
export type Role = Schemas["RoleEnum"];

const root = (slug: string) => `/projects/${encodeURIComponent(slug)}`;

function ownQuery<T>(slug: string, page: string) {
  return queryOptions({
    queryKey: ["build", slug, page],
    queryFn: ({ signal }) => request<T>(`${root(slug)}/${page}`, { signal }),
    // An editor works on what it read; reading again behind its back would undo typing.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export const settingsQuery = (slug: string) => ownQuery<Settings>(slug, "settings");
export const draftQuery = (slug: string) => ownQuery<KeptDraft>(slug, "draft");
export const ladderQuery = (slug: string) => ownQuery<Ladder>(slug, "ladder-setup");
export const rewardSettingsQuery = (slug: string) => ownQuery<RewardSettings>(slug, "rewards/settings");
export const versionsQuery = (slug: string) => ({ ...ownQuery<WorkflowVersion[]>(slug, "workflow-versions"), staleTime: 0 });
export const launchQuery = (slug: string) => ({ ...ownQuery<LaunchStep[]>(slug, "launch"), staleTime: 0 });
export const membersQuery = (slug: string) => ({ ...ownQuery<Member[]>(slug, "members"), staleTime: 0 });
export const previewQuery = (slug: string) => ({ ...ownQuery<Preview>(slug, "preview"), staleTime: 0 });

export const templatesQuery = queryOptions({
  queryKey: ["label-sets"],
  queryFn: ({ signal }) => request<LabelSetTemplate[]>("/label-sets", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export function createProject(body: { slug: string; title: string; tagline: string }): Promise<{ slug: string }> {
  return request("/projects", { method: "POST", body });
}

export function saveSettings(slug: string, body: Partial<Settings> & { revision: number }): Promise<Settings> {
  return request(`${root(slug)}/settings`, { method: "PATCH", body });
}

export function saveChannels(slug: string, channels: ChannelWindow[]): Promise<Settings> {
  return request(`${root(slug)}/channels`, { method: "PUT", body: { channels } });
}

export function saveDraft(slug: string, content: Draft, revision: number): Promise<KeptDraft> {
  return request(`${root(slug)}/draft`, { method: "PUT", body: { content, revision } });
}

export function publishDraft(slug: string, revision: number, reason: string): Promise<WorkflowVersion> {
  return request(`${root(slug)}/workflow-versions`, { method: "POST", body: { revision, reason } });
}

export function saveLadder(slug: string, ladder: Omit<Ladder, "images">, reason: string): Promise<Ladder> {
  return request(`${root(slug)}/ladder-setup`, { method: "PUT", body: { ...ladder, reason } });
}

export function saveRewardSettings(slug: string, body: RewardSettings): Promise<RewardSettings> {
  return request(`${root(slug)}/rewards/settings`, { method: "PUT", body });
}

export function launchProject(slug: string, reason: string): Promise<{ round: number }> {
  return request(`${root(slug)}/launch`, { method: "POST", body: { reason } });
}

export function changeState(slug: string, state: "draft" | "live" | "paused" | "finished", reason: string): Promise<{ state: string }> {
  return request(`${root(slug)}/state`, { method: "POST", body: { state, reason } });
}

export function openRound(slug: string): Promise<unknown> {
  return request(`${root(slug)}/rounds`, { method: "POST" });
}

export function closeRound(slug: string): Promise<unknown> {
  return request(`${root(slug)}/rounds`, { method: "DELETE" });
}

export function giveRole(slug: string, email: string, role: Role): Promise<Member> {
  return request(`${root(slug)}/members`, { method: "POST", body: { email, role } });
}

export function takeRole(slug: string, email: string, role: Role): Promise<undefined> {
  return request(`${root(slug)}/members`, { method: "DELETE", body: { email, role } });
}
