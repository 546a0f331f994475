import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { ReviewDecision, ReviewReason } from "../../api/reviews";

export const REASONS: Record<ReviewReason, MessageDescriptor> = {
  remarks: msg`Many remarks`,
  report: msg`Reported by a volunteer`,
  disputed: msg`Volunteers disagree`,
  flag: msg`Flagged by a curator`,
};

export const DECISIONS: Record<ReviewDecision, MessageDescriptor> = {
  keep: msg`Consensus kept`,
  override: msg`Own label`,
  withdraw: msg`Withdrawn`,
};
