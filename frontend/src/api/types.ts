/** What the API sends and takes; names and fields follow the server's OpenAPI document. */

export interface Me {
  user: { id: string; email: string; display_name: string; is_operator: boolean } | null;
  volunteer: Volunteer | null;
  memberships: { project: string; role: Role }[];
}

export type Role = "owner" | "curator" | "scientist";

export interface Volunteer {
  id: string;
  pseudonym: string;
  kind: string;
}

export interface Progress {
  subjects: number;
  open: number;
  reached: number;
  disputed: number;
  classifications: number;
  counted: number;
  volunteers: number;
  /** 0 to 1. */
  share_retired: number;
}

export interface ProjectCard {
  id: string;
  slug: string;
  title: string;
  tagline: string;
  state: string;
  guests_allowed: boolean;
  cover: string | null;
  progress: Progress;
}

export interface Channel {
  key: string;
  name: string;
  /** CSS colour, `#rrggbb`. */
  colour: string;
  position: number;
}

export interface Choice {
  code: string;
  name: string;
  short: string;
  description: string;
  tips: string;
  confused_with: string[];
  /** Code of the nearest ancestor that cannot be chosen itself. */
  group: string | null;
}

export interface ChoiceGroup {
  code: string;
  name: string;
  parent: string | null;
}

export interface Task {
  id: string;
  kind: string;
  question: string;
  maximum_choices: number;
  minimum_votes: number;
  maximum_votes: number;
  p_reached: number;
  p_open: number;
  empty_allowed: boolean;
  choices: Choice[];
  groups: ChoiceGroup[];
}

export type WhyNot = "login_required" | "consent_required" | "paused" | "finished" | "draft";

export interface Project extends ProjectCard {
  description: string;
  terms: string;
  terms_version: number;
  credit: string;
  licence: string;
  source: string;
  channels: Channel[];
  tasks: Task[];
  round: { number: number; state: string } | null;
  my: { role: Role | null; consented: boolean; may_label: boolean; why_not: WhyNot | null; classifications: number };
}

export interface AssignedSubject {
  alias: string;
  width: number;
  height: number;
  /** Micrometres per pixel of the display image. */
  pixel_size_um: number | null;
  credit: string;
  licence: string;
  source: string;
}

export interface Assignment {
  ticket: string;
  expires_at: string;
  task: string;
  subject: AssignedSubject;
  images: { channel: string; url: string }[];
}

export interface AssignmentPage {
  assignments: Assignment[];
  exhausted: boolean;
  progress: Progress;
}

export type PassReason = "" | "unsure" | "bad_image" | "other";

export interface Submission {
  client_uuid: string;
  ticket: string;
  choices: string[];
  passed: boolean;
  pass_reason: PassReason;
  remark: string;
  client_at: string;
  duration_ms: number;
  context: Record<string, unknown>;
  holding: string[];
  want: number;
}

export interface SubmissionAnswer {
  classification: { id: string; client_uuid: string; received_at: string };
  assignments: Assignment[];
  exhausted: boolean;
}
