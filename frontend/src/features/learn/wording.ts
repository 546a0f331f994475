import { i18n } from "@lingui/core";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { Job, JobKind, JobState } from "../../api/jobs";
import type { Tone } from "../../ui/Badge";

export const KINDS: Record<JobKind, MessageDescriptor> = {
  extraction: msg`Features`,
  training: msg`Network training`,
  prediction: msg`Prediction`,
};

export const STATES: Record<JobState, { name: MessageDescriptor; tone: Tone }> = {
  waiting: { name: msg`Waiting`, tone: "neutral" },
  running: { name: msg`Running`, tone: "accent" },
  done: { name: msg`Done`, tone: "good" },
  failed: { name: msg`Failed`, tone: "bad" },
  cancelled: { name: msg`Cancelled`, tone: "neutral" },
};

/** What tells the job from others of its kind, as its request names it. */
export function aboutOf({ kind, about }: Job): string {
  const named = { extraction: about.images, training: about.recipe, prediction: about.model }[kind] ?? "";
  const { shard = 0, shards = 1 } = about;
  return shards > 1 ? `${named} (${shard + 1}/${shards})` : named;
}

/** The kind of a job and what it is about, for lists and for screen readers. */
export function titleOf(job: Job): string {
  const about = aboutOf(job);
  return about === "" ? i18n._(KINDS[job.kind]) : `${i18n._(KINDS[job.kind])}: ${about}`;
}
