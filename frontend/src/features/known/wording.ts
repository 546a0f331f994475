import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";

import type { KnownAnswer, RankedVolunteer } from "../../api/known";

export const PURPOSES: Record<KnownAnswer["purpose"], MessageDescriptor> = {
  control: msg`Control`,
  training: msg`Training`,
  tutorial: msg`Tutorial`,
};

export const LEVELS: Record<RankedVolunteer["level"], MessageDescriptor> = {
  newcomer: msg`newcomer`,
  training: msg`in training`,
  contributor: msg`contributor`,
  returned: msg`back in training`,
};

/** A share as whole per cent; a dash where nothing is known. */
export function percent(share: number | null): string {
  return share === null ? "–" : `${Math.round(share * 100)} %`;
}
