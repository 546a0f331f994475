import { useLingui } from "@lingui/react/macro";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { SubjectState } from "../../api/subjects";
import { Badge } from "../../ui/Badge";
import type { Tone } from "../../ui/Badge";

export const STATE_NAMES: Record<SubjectState, MessageDescriptor> = {
  open: msg`Open`,
  reached: msg`Consensus reached`,
  disputed: msg`Disputed`,
  withdrawn: msg`Withdrawn`,
};

const TONES: Record<SubjectState, Tone> = { open: "neutral", reached: "accent", disputed: "warn", withdrawn: "bad" };

/** How far a subject is, in colour and words. */
export function StateBadge({ state }: { state: SubjectState }) {
  const { t } = useLingui();
  return <Badge tone={TONES[state]}>{t(STATE_NAMES[state])}</Badge>;
}
