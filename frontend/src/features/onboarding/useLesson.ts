import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";

import { ladderQuery, sendLessonAnswer } from "../../api/ladder";
import type { ChoiceFeedback, Lesson, LessonAnswer, LessonFeedback } from "../../api/ladder";
import { projectQuery } from "../../api/queries";
import type { Task } from "../../api/types";
import type { Outcome } from "../classify/OutcomeMark";
import { uuid } from "../classify/model/tab";
import { toggleChoice } from "../classify/model/selection";

export interface LessonState {
  chosen: readonly string[];
  feedback: LessonFeedback | null;
  /** What became of the choices, once the answer has been checked. */
  outcomes: ReadonlyMap<string, Outcome> | undefined;
  busy: boolean;
  error: Error | null;
  /** True when one more choice was asked for than is allowed. */
  toggle: (code: string) => boolean;
  check: () => void;
}

interface Draft {
  ticket: string;
  chosen: readonly string[];
  feedback: LessonFeedback | null;
}

const NOTHING: readonly string[] = [];
const outcomesOf = (choices: readonly ChoiceFeedback[]) => new Map<string, Outcome>(choices.map(({ code, outcome }) => [code, outcome]));

/** One volunteer's answer to one image of the tutorial or of training, and what came back. */
export function useLesson(slug: string, task: Task, lesson: Lesson | null): LessonState {
  const cache = useQueryClient();
  const [kept, setKept] = useState<Draft | null>(null);
  const ticket = lesson?.assignment.ticket ?? "";
  const draft = kept?.ticket === ticket ? kept : { ticket, chosen: NOTHING, feedback: null };
  // A second try after a failure is the same answer, so it has the same name.
  const sent = useRef<LessonAnswer | null>(null);
  const grade = useMutation({
    mutationFn: (answer: LessonAnswer) => sendLessonAnswer(slug, answer),
    onSuccess: (feedback, answer) => {
      setKept({ ticket: answer.ticket, chosen: answer.choices, feedback });
      cache.setQueryData(ladderQuery(slug).queryKey, feedback.ladder);
      if (feedback.ladder.next === "label") void cache.invalidateQueries({ queryKey: projectQuery(slug).queryKey, exact: true });
    },
  });
  const toggle = (code: string) => {
    if (draft.feedback !== null || grade.isPending) return false;
    const { chosen, refused } = toggleChoice(draft.chosen, code, task.maximum_choices);
    if (!refused) setKept({ ...draft, chosen });
    return refused;
  };
  const check = () => {
    if (draft.feedback !== null || grade.isPending || lesson === null) return;
    const again = sent.current?.ticket === ticket && sent.current.choices.join() === draft.chosen.join();
    if (!again) sent.current = { ticket, client_uuid: uuid(), choices: [...draft.chosen] };
    if (sent.current !== null) grade.mutate(sent.current);
  };
  return {
    chosen: draft.chosen,
    feedback: draft.feedback,
    outcomes: draft.feedback === null ? undefined : outcomesOf(draft.feedback.choices),
    busy: grade.isPending,
    error: grade.variables?.ticket === ticket ? grade.error : null,
    toggle,
    check,
  };
}
