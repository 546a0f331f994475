import { i18n } from "@lingui/core";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

const ROLES: Record<string, MessageDescriptor> = {
  owner: msg`owner`,
  scientist: msg`scientist`,
  curator: msg`curator`,
};

const NOT_COUNTED: Record<string, MessageDescriptor> = {
  passed: msg`passed`,
  empty: msg`empty`,
  not_a_contribution: msg`training or control image`,
  expired: msg`too late`,
  subject_retired: msg`the image was decided`,
  subject_withdrawn: msg`the image was withdrawn`,
  round_closed: msg`the round was closed`,
  not_trusted: msg`not trusted then`,
  too_fast: msg`faster than the volunteer's allowance`,
  held: msg`held over a suspicion`,
  same_device: msg`answered on this device before`,
  merged_repeat: msg`answered twice`,
};

const inWords = (words: Record<string, MessageDescriptor>, code: string): string => {
  const known = words[code];
  return known === undefined ? code.replaceAll("_", " ") : i18n._(known);
};

/** A role in a project, in the reader's language. */
export const roleName = (role: string): string => inWords(ROLES, role);

/** Why a classification is not counted, in the reader's language. */
export const reasonName = (reason: string): string => inWords(NOT_COUNTED, reason);
