import type { SubjectState } from "../../api/subjects";
import { Badge } from "../../ui/Badge";
import type { Tone } from "../../ui/Badge";

export const STATE_NAMES: Record<SubjectState, string> = {
  open: "Open",
  reached: "Consensus reached",
  disputed: "Disputed",
  withdrawn: "Withdrawn",
};

const TONES: Record<SubjectState, Tone> = { open: "neutral", reached: "accent", disputed: "warn", withdrawn: "bad" };

/** How far a subject is, in colour and words. */
export function StateBadge({ state }: { state: SubjectState }) {
  return <Badge tone={TONES[state]}>{STATE_NAMES[state]}</Badge>;
}
