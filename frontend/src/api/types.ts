/** Short names for what the API sends and takes; the shapes are generated from the server's OpenAPI document. */

import type { components } from "./schema";

type Schemas = components["schemas"];

export type Me = Schemas["MeAnswer"];
export type Volunteer = Schemas["VolunteerAnswer"];
export type Role = Schemas["RoleEnum"];

export type Progress = Schemas["ProgressAnswer"];
export type ProjectCard = Schemas["ProjectCard"];
export type Project = Schemas["ProjectPage"];
export type Channel = Schemas["ProjectChannelAnswer"];
export type Task = Schemas["TaskAnswer"];
export type Choice = Schemas["ChoiceAnswer"];
export type ChoiceGroup = Schemas["GroupAnswer"];
export type JoinAnswer = Schemas["JoinAnswer"];
export type WhyNot = Schemas["WhyNotEnum"];

export type AssignedSubject = Schemas["AssignedSubject"];
export type Assignment = Schemas["AssignmentAnswer"];
export type AssignmentPage = Schemas["AssignmentsAnswer"];
export type PassReason = Schemas["ClassificationRequestRequest"]["pass_reason"];
export type RemarkKind = NonNullable<Schemas["ClassificationRequestRequest"]["remark_kind"]>;
export type RemarkPoint = Schemas["PointAnswer"];
export type Submission = Schemas["ClassificationRequestRequest"];
export type SubmissionAnswer = Schemas["ClassificationAnswer"];
export type ControlFeedback = Schemas["ControlFeedback"];
