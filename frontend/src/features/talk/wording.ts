import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { Notice, Post, ReportReason } from "../../api/talk";

type RemarkKind = NonNullable<Post["remark_kind"]>;

export const REMARK_KINDS: Record<RemarkKind, MessageDescriptor> = {
  unusual: msg`Unusual`,
  artefact: msg`Artefact`,
  question: msg`Question`,
  other: msg`Something else`,
};

export const REPORT_REASONS: Record<ReportReason, MessageDescriptor> = {
  rude: msg`Rude or hurtful`,
  spam: msg`Advertising or spam`,
  private: msg`Says private things about somebody`,
  leading: msg`Tells others what to answer`,
  other: msg`Something else`,
};

export const ROLES: Record<string, MessageDescriptor> = {
  owner: msg`Owner`,
  curator: msg`Curator`,
  scientist: msg`Scientist`,
};

export const NOTICES: Record<Notice["kind"], MessageDescriptor> = {
  reply: msg`Somebody replied to you`,
  answer: msg`A curator wrote in a discussion of yours`,
  helpful: msg`A curator found your remark helpful`,
  hidden: msg`Curators have hidden something that you wrote`,
  warning: msg`A warning from the curators`,
  blocked: msg`The curators ask you not to write for a while`,
  announcement: msg`Announcement`,
};
