import type { PassReason, Task } from "../../api/types";
import type { SessionState } from "./model/session";

/** What the volunteer has put together for the image on the screen. */
export interface Draft {
  ticket: string;
  chosen: readonly string[];
  remark: string;
  /** Milliseconds already spent before an undo brought the image back. */
  spentMs: number;
  passReason: PassReason;
}

/** The stored draft while it belongs to this ticket; otherwise what undo brought back, or an empty one. */
export function draftFor(stored: Draft | null, ticket: string, restored: SessionState["restored"]): Draft {
  if (stored?.ticket === ticket) return stored;
  if (restored?.ticket === ticket) {
    const { choices, remark, durationMs, passReason } = restored.answer;
    return { ticket, chosen: choices, remark, spentMs: durationMs, passReason };
  }
  return { ticket, chosen: [], remark: "", spentMs: 0, passReason: "" };
}

/** Whether the draft can be submitted as it is. */
export function canSubmit(draft: Draft, task: Task): boolean {
  return draft.chosen.length > 0 || task.empty_allowed;
}
