import type { Preview } from "../../api/build";
import type { Assignment, AssignmentPage, Progress, SubmissionAnswer } from "../../api/types";
import { LabellingSession } from "../classify/model/session";
import { MemoryStore } from "../classify/model/store";
import { uuid } from "../classify/model/tab";

const FAR_AWAY = "9999-01-01T00:00:00Z";
const NO_PROGRESS: Progress = { subjects: 0, open: 0, reached: 0, disputed: 0, settled: 0, classifications: 0, volunteers: 0, share_retired: 0 };

function assignmentOf({ subject, images }: Preview["subjects"][number], task: string): Assignment {
  return { ticket: subject.alias, expires_at: FAR_AWAY, task, subject, images };
}

/** A session like any volunteer's, except that nothing leaves the page and nothing is kept. */
export function previewSession(slug: string, { subjects, tasks }: Preview): LabellingSession {
  // One question after the other, as volunteers meet them.
  const taskAt = (place: number) => tasks[Math.floor((place * tasks.length) / subjects.length)]?.id ?? "";
  const waiting = subjects.map((subject, place) => assignmentOf(subject, taskAt(place)));
  const next = (count: number) => ({ assignments: waiting.splice(0, count), exhausted: waiting.length === 0 });
  return new LabellingSession({
    slug,
    volunteer: "preview",
    tab: "preview",
    store: new MemoryStore(),
    openTabs: () => Promise.resolve(null),
    exclusively: (run) => run(),
    newId: uuid,
    assign: (_slug, { count }): Promise<AssignmentPage> => Promise.resolve({ ...next(count), progress: NO_PROGRESS }),
    submit: ({ client_uuid, want }): Promise<SubmissionAnswer> =>
      Promise.resolve({
        classification: { id: client_uuid, client_uuid, received_at: new Date().toISOString() },
        ...next(want),
        feedback: null,
        standing: { level: "contributor", trusted: true },
      }),
  });
}
