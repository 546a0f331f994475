import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";

const EVENTS: Record<string, MessageDescriptor> = {
  "announcement.posted": msg`Announcement posted`,
  "announcement.withdrawn": msg`Announcement withdrawn`,
  "consensus.recomputed": msg`Consensus computed again`,
  "import.resumed": msg`Import resumed`,
  "import.started": msg`Import started`,
  "job.cancelled": msg`Job cancelled`,
  "job.requested": msg`Job asked for`,
  "job.retried": msg`Job tried again`,
  "known_answer.active": msg`Known answer used again`,
  "known_answer.added": msg`Known answer added`,
  "known_answer.removed": msg`Known answer removed`,
  "known_answer.resting": msg`Known answer put to rest`,
  "ladder.replaced": msg`Tutorial, training and trust changed`,
  "loop.changed": msg`Loop changed`,
  "model.judged": msg`Model judged`,
  "model.promoted": msg`Model put in place`,
  "project.channels_changed": msg`Channels changed`,
  "project.created": msg`Project created`,
  "project.edited": msg`Texts and settings changed`,
  "project.remarks_for_review_changed": msg`Number of remarks for a review changed`,
  "project.state_changed": msg`State of the project changed`,
  "queue.arranged": msg`Queue put in order`,
  "reference_image.added": msg`Picture added to the field guide`,
  "reference_image.described": msg`Picture in the field guide described`,
  "reference_image.removed": msg`Picture taken out of the field guide`,
  "reference_images.ordered": msg`Pictures of the field guide put in order`,
  "remark.found_helpful": msg`Remark found helpful`,
  "review.decided": msg`Review decided`,
  "review.opened": msg`Review asked for`,
  "review.undone": msg`Decision of a review undone`,
  "rewards.changed": msg`Rewards changed`,
  "role.granted": msg`Role given to`,
  "role.revoked": msg`Role taken from`,
  "round.closed": msg`Round closed`,
  "round.opened": msg`Round opened`,
  "subject.reinstated": msg`Image brought back`,
  "subject.withdrawn": msg`Image withdrawn`,
  "suspicion.held": msg`Answers held back`,
  "suspicion.released": msg`Answers given back`,
  "suspicion.watched": msg`Volunteer watched`,
  "talk.moderated": msg`Reported post decided`,
  "talk.shown_again": msg`Hidden post shown again`,
  "training_table.frozen": msg`Training table frozen`,
  "volunteer.vouched": msg`Volunteer vouched for`,
  "workflow_version.published": msg`Questions and choices published`,
};

const KINDS: Record<string, MessageDescriptor> = {
  announcement: msg`Announcements`,
  arrangement: msg`Order of the queue`,
  comment: msg`Comments`,
  consensus_run: msg`Consensus`,
  import: msg`Imports`,
  job: msg`Jobs`,
  known_answer: msg`Known answers`,
  loop: msg`Loop`,
  model_version: msg`Models`,
  project: msg`Project`,
  reference_image: msg`Field guide`,
  remark: msg`Remarks`,
  review_item: msg`Reviews`,
  reward_settings: msg`Rewards`,
  round: msg`Rounds`,
  subject: msg`Images`,
  suspicion: msg`Integrity`,
  training_table: msg`Training tables`,
  user: msg`Roles`,
  volunteer: msg`Volunteers`,
  workflow_version: msg`Questions and choices`,
};

const nameIn = (names: Record<string, MessageDescriptor>, key: string): string => {
  const name = names[key];
  return name === undefined ? key.replaceAll(/[._]/g, " ") : i18n._(name);
};

/** What happened, in words; verbs without words are shown as they are. */
export const eventName = (verb: string): string => nameIn(EVENTS, verb);

/** The kind of a thing that can be changed, in words. */
export const kindName = (kind: string): string => nameIn(KINDS, kind);
