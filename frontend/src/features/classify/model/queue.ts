import type { Assignment } from "../../../api/types";

/** How many assignments a tab holds: the one on the screen and those after it. */
export const QUEUE_TARGET = 4;
/** Below this many, more are asked for without waiting for the next answer to be sent. */
export const QUEUE_LOW = 2;

const isFresh = (assignment: Assignment, now: number) => Date.parse(assignment.expires_at) > now;

/** Append what is new and not expired. */
export function enqueue(queue: readonly Assignment[], more: readonly Assignment[], now: number): Assignment[] {
  const known = new Set(queue.map((assignment) => assignment.ticket));
  return [...queue, ...more.filter((assignment) => !known.has(assignment.ticket) && isFresh(assignment, now))];
}

/** Leave out what has expired; the first one stays, since it is on the screen and late answers are kept by the server. */
export function withoutExpired(queue: readonly Assignment[], now: number): Assignment[] {
  return queue.filter((assignment, at) => at === 0 || isFresh(assignment, now));
}

/** How many more to ask for. */
export function missing(queue: readonly Assignment[]): number {
  return Math.max(0, QUEUE_TARGET - queue.length);
}
