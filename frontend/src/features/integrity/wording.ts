import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { Suspicion } from "../../api/integrity";
import type { Tone } from "../../ui/Badge";

export const KINDS: Record<Suspicion["kind"], { name: MessageDescriptor; means: MessageDescriptor }> = {
  constant: {
    name: msg`One answer for everything`,
    means: msg`The same answer comes back far more often than the images explain.`,
  },
  guessing: {
    name: msg`Blind clicking`,
    means: msg`What is named follows habits, and not what is in the image.`,
  },
  regular: {
    name: msg`Times as even as a clock`,
    means: msg`Answers come at the pace of a program. Check whether somebody just works very steadily.`,
  },
  fast: {
    name: msg`Faster than anybody looks`,
    means: msg`Answers come sooner than one can look. Quick hands alone are no offence.`,
  },
  copying: {
    name: msg`The same unusual answers`,
    means: msg`Two people or more share unusual answers. Classmates at one screen may do so too.`,
  },
  devices: {
    name: msg`Several accounts on one device`,
    means: msg`Families and classes share devices, and none of them is asked about an image twice. Nothing follows from this by itself.`,
  },
};

export const STATES: Record<Suspicion["state"], MessageDescriptor> = {
  open: msg`Open`,
  confirmed: msg`Confirmed`,
  dismissed: msg`Dismissed`,
  expired: msg`Lapsed`,
};

export const MEASURES: Record<Suspicion["measure"], { name: MessageDescriptor; tone: Tone }> = {
  none: { name: msg`nothing done`, tone: "neutral" },
  watched: { name: msg`watched: more controls`, tone: "neutral" },
  held: { name: msg`answers held`, tone: "warn" },
};
