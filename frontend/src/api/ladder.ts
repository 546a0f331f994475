import { queryOptions } from "@tanstack/react-query";

import { request } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Ladder = Schemas["LadderAnswer"];
export type Stage = Schemas["StageAnswer"];
export type TutorialStep = Schemas["TutorialStepAnswer"];
export type Lesson = Schemas["LessonAnswer"];
export type LessonFeedback = Schemas["LessonFeedback"];
export type ChoiceFeedback = Schemas["ChoiceFeedback"];
export type LessonAnswer = Schemas["LessonAnswerRequestRequest"];

const root = (slug: string) => `/projects/${encodeURIComponent(slug)}/ladder`;

export function ladderQuery(slug: string) {
  return queryOptions({
    queryKey: ["project", slug, "ladder"],
    queryFn: ({ signal }) => request<Ladder>(root(slug), { signal }),
  });
}

/** Say how many steps of the tutorial are done; their number ends it. */
export const sendTutorial = (slug: string, position: number) =>
  request<Ladder>(`${root(slug)}/tutorial`, { method: "POST", body: { position } });

/** The image of a step of the tutorial, or the next one of training. */
export const takeLesson = (slug: string, step: number | null) =>
  request<Lesson>(`${root(slug)}/assignment`, { method: "POST", body: { step } });

/** Grade an answer; sending it again under the same client_uuid is safe. */
export const sendLessonAnswer = (slug: string, answer: LessonAnswer) =>
  request<LessonFeedback>(`${root(slug)}/answers`, { method: "POST", body: answer });
