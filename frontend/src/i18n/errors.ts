import { i18n } from "@lingui/core";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

/** What people meet most often; the rest is said in the server's English. */
const MESSAGES: Record<string, MessageDescriptor> = {
  network: msg`The server cannot be reached. Are you online?`,
  login_required: msg`Please log in first.`,
  not_allowed: msg`You may not do that here.`,
  not_found: msg`There is nothing at this address.`,
  consent_required: msg`Please agree to the terms of the project first.`,
  training_required: msg`A short practice comes first.`,
  project_closed: msg`The project takes no answers at the moment.`,
  appeal_open: msg`The curators have what you wrote, and will read it first.`,
  too_many_open: msg`You have many images open that wait for an answer, maybe on another device or in another window. Answer some of them first, or come back tomorrow.`,
  joining_too_fast: msg`Many people have joined from here just now. Try again in a few minutes.`,
  team_name_taken: msg`Another team has this name.`,
  team_name_invalid: msg`A name has two letters or digits at least, and nothing that cannot be seen.`,
  job_has_ended: msg`The job has ended already.`,
  job_not_ended: msg`Only a job that failed or was cancelled can be tried again.`,
  nothing_to_learn: msg`There are not enough labels: networks need images to learn from, and others to be judged on.`,
  holdout_influenced: msg`A model chose every image that could judge. Let experts label a hold-out, or raise the blind share.`,
  nothing_to_measure: msg`All images are measured, or being measured.`,
  features_missing: msg`No image has been measured yet. Measure images first.`,
  targets_are_inputs: msg`This recipe reads votes: it must learn from labels, or it would read its own answers.`,
  reference_ambiguous: msg`Several people labelled images; the API lets you name whose labels count.`,
  model_not_ready: msg`No model is ready for this yet.`,
  mixture_invalid: msg`At least one strategy must choose images.`,
  already_classified: msg`You have answered this image before.`,
  intake_unavailable: msg`The server is busy. Your answer is kept and sent again.`,
  internal_error: msg`Something went wrong on the server. It has been noted.`,
};

/** An error's sentence in the reader's language, by its stable code; the server's own where it says more, or in English. */
export function errorMessage(code: string, fallback: string): string {
  const known = MESSAGES[code];
  return known === undefined || (i18n.locale === "en" && fallback !== "") ? fallback : i18n._(known);
}
