import { ApiError } from "../../../api/client";
import type { Assignment, AssignmentPage, Progress, Submission, SubmissionAnswer } from "../../../api/types";

const PROGRESS: Progress = { subjects: 0, open: 0, reached: 0, disputed: 0, settled: 0, classifications: 0, volunteers: 0, share_retired: 0 };

export function assignment(ticket: string, expiresAt = "2999-01-01T00:00:00Z"): Assignment {
  return {
    ticket,
    expires_at: expiresAt,
    task: "task",
    subject: { alias: ticket, width: 8, height: 8, full_width: 8, full_height: 8, tile_size: 512, pixel_size_um: null, credit: "", licence: "", source: "" },
    images: [{ channel: "protein", url: `/i/${ticket}/protein.webp` }],
  };
}

/** A server in memory for tests: hands out numbered subjects once, takes every answer once, fails as it is told. */
export class ScriptedServer {
  readonly received: Submission[] = [];
  readonly assignCalls: { count: number; holding: string[] }[] = [];
  /** Thrown by the next requests, in order. */
  failures: ApiError[] = [];
  /** Where the volunteer stands after the next answers. */
  level: SubmissionAnswer["standing"]["level"] = "contributor";
  readonly #subjects: string[];

  constructor(subjects: number) {
    this.#subjects = Array.from({ length: subjects }, (_, at) => `s${at + 1}`);
  }

  assign = (_slug: string, body: { count: number; holding: string[] }): Promise<AssignmentPage> => {
    this.assignCalls.push(body);
    const failure = this.failures.shift();
    if (failure !== undefined) return Promise.reject(failure);
    const { assignments, exhausted } = this.#next(body.count, body.holding);
    return Promise.resolve({ assignments, exhausted, progress: PROGRESS });
  };

  submit = (submission: Submission): Promise<SubmissionAnswer> => {
    const failure = this.failures.shift();
    if (failure !== undefined) return Promise.reject(failure);
    const known = this.received.some((other) => other.client_uuid === submission.client_uuid);
    if (!known && this.received.some((other) => other.ticket === submission.ticket)) {
      return Promise.reject(new ApiError(409, "already_classified", "You have answered this one."));
    }
    this.received.push(submission);
    const id = `c${this.received.length}`;
    const isTrusted = this.level === "contributor";
    return Promise.resolve({
      classification: { id, client_uuid: submission.client_uuid, received_at: "2026-01-01T00:00:00Z" },
      ...(isTrusted ? this.#next(submission.want, submission.holding) : { assignments: [], exhausted: true }),
      feedback: null,
      standing: { level: this.level, trusted: isTrusted },
    });
  };

  #next(count: number, holding: string[]) {
    const seen = new Set([...holding, ...this.received.map((submission) => submission.ticket)]);
    const left = this.#subjects.filter((ticket) => !seen.has(ticket));
    return { assignments: left.slice(0, count).map((ticket) => assignment(ticket)), exhausted: left.length <= count };
  }
}
