import { useState } from "react";

import type { Job } from "../../api/jobs";
import { Announcer } from "./Announcer";
import { JobRow } from "./JobRow";
import styles from "./Jobs.module.css";

interface JobListProps {
  slug: string;
  jobs: Job[];
  /** When the list was like this, by the server's clock. */
  at: string;
  isPolling: boolean;
  mayAct: boolean;
}

/** Jobs under each other; any of them opens to its log. */
export function JobList({ slug, jobs, at, isPolling, mayAct }: JobListProps) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  // Clocks differ; taken once, so that the time a job takes never steps back.
  const [ahead] = useState(() => Date.parse(at) - Date.now());
  const toggle = (id: string) =>
    setOpened((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  return (
    <>
      <Announcer jobs={jobs} />
      <ul className={styles.list}>
        {jobs.map((job) => (
          <JobRow
            key={job.id}
            slug={slug}
            job={job}
            ahead={ahead}
            isPolling={isPolling}
            mayAct={mayAct}
            isOpen={opened.has(job.id)}
            onToggle={() => toggle(job.id)}
          />
        ))}
      </ul>
    </>
  );
}
