import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Job, JobState } from "../../api/jobs";
import { STATES, titleOf } from "./wording";

/** Tells screen readers which jobs began or ended since the last telling; progress alone is not worth a word. */
export function Announcer({ jobs }: { jobs: readonly Job[] }) {
  const { t } = useLingui();
  const [known, setKnown] = useState<ReadonlyMap<string, JobState>>(() => statesOf(jobs));
  const [said, setSaid] = useState("");
  const changed = jobs.filter(({ id, state }) => known.has(id) && known.get(id) !== state);
  if (changed.length > 0 || jobs.some(({ id }) => !known.has(id))) {
    setKnown(new Map([...known, ...statesOf(jobs)]));
    if (changed.length > 0) setSaid(changed.map((job) => `${titleOf(job)}: ${t(STATES[job.state].name)}`).join(". "));
  }
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  );
}

const statesOf = (jobs: readonly Job[]): Map<string, JobState> => new Map(jobs.map(({ id, state }) => [id, state]));
