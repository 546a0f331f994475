import type { PassReason, RemarkKind, RemarkPoint, Task } from "../../api/types";
import type { SessionState } from "./model/session";

/** What is remarked: words, what kind of thing it is, and where. */
export interface RemarkDraft {
  text: string;
  kind: RemarkKind;
  place: RemarkPoint | null;
}

export const NO_REMARK: RemarkDraft = { text: "", kind: "unusual", place: null };

/** What the volunteer has put together for the image on the screen. */
export interface Draft {
  ticket: string;
  chosen: readonly string[];
  remark: RemarkDraft;
  /** Milliseconds already spent before an undo brought the image back. */
  spentMs: number;
  passReason: PassReason;
}

/** The stored draft while it belongs to this ticket; otherwise what undo brought back, or an empty one. */
export function draftFor(stored: Draft | null, ticket: string, restored: SessionState["restored"]): Draft {
  if (stored?.ticket === ticket) return stored;
  if (restored?.ticket === ticket) {
    const { choices, remark, remarkKind, remarkPoint, durationMs, passReason } = restored.answer;
    const written = { text: remark, kind: remarkKind, place: remarkPoint };
    return { ticket, chosen: choices, remark: written, spentMs: durationMs, passReason };
  }
  return { ticket, chosen: [], remark: NO_REMARK, spentMs: 0, passReason: "" };
}

/** Whether the draft can be submitted as it is. */
export function canSubmit(draft: Draft, task: Task): boolean {
  return draft.chosen.length > 0 || task.empty_allowed;
}

/** An answer to a yes-or-no question. */
export type YesNo = "yes" | "no" | "unsure";

/** What was answered to a yes-or-no question before undo brought its image back; null for a new image. */
export function answerBefore(restored: SessionState["restored"], ticket: string): YesNo | null {
  if (restored?.ticket !== ticket) return null;
  const { passed, choices } = restored.answer;
  if (passed) return "unsure";
  return choices.length > 0 ? "yes" : "no";
}
