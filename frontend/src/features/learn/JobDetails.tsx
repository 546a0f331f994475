import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import type { Job } from "../../api/jobs";
import { formatCount, formatMoment } from "../../ui/format";
import { formatElapsed } from "./duration";
import { JobActions } from "./JobActions";
import { JobLog } from "./JobLog";
import styles from "./Details.module.css";
import { hasEnded } from "./news";
import { formatScore } from "./summary";

interface JobDetailsProps {
  slug: string;
  job: Job;
  isPolling: boolean;
  mayAct: boolean;
}

/** All there is to know of a job, and what can be done with it. */
export function JobDetails({ slug, job, isPolling, mayAct }: JobDetailsProps) {
  return (
    <div className={styles.details}>
      <div className={styles.outcome}>
        <Outcome job={job} />
        {mayAct && job.state !== "done" && <JobActions slug={slug} job={job} />}
      </div>
      <Facts job={job} />
      <JobLog slug={slug} id={job.id} isPolling={isPolling && !hasEnded(job)} />
    </div>
  );
}

/** What came of the job; as high before its end as after it. */
function Outcome({ job }: { job: Job }) {
  if (job.state === "failed") return <Failure job={job} />;
  if (job.state === "cancelled") return <p><Trans>Cancelled. The work that it has kept stays.</Trans></p>;
  if (job.figures !== null) return <Figures figures={job.figures} />;
  if (job.silent) {
    return (
      <p className={styles.warn}>
        <Trans>No sign of life from the worker. If it stays silent, the job starts again by itself.</Trans>
      </p>
    );
  }
  return <p className={styles.muted}><Trans>What comes of the job is shown here at its end.</Trans></p>;
}

function Failure({ job: { error_code: code, error_message: message, is_users_fault: isUsersFault } }: { job: Job }) {
  return (
    <div className={styles.failure}>
      <p lang="en" dir="auto">{message}</p>
      <p className={styles.why}>
        <code><Trans>Code: {code}</Trans></code>
        {isUsersFault && <span><Trans>The job cannot work with what it was given.</Trans></span>}
      </p>
    </div>
  );
}

function Figures({ figures }: { figures: NonNullable<Job["figures"]> }) {
  const { t } = useLingui();
  const score = (value: number | undefined) => (value === undefined ? undefined : formatScore(value));
  const count = (value: number | undefined) => (value === undefined ? undefined : formatCount(value));
  const rows: [string, string | undefined][] = [
    [t`Macro F1`, score(figures.macro_f1)],
    [t`Micro F1`, score(figures.micro_f1)],
    [t`Mean average precision`, score(figures.mean_average_precision)],
    [t`Images`, count(figures.fields)],
    [t`Cells`, count(figures.cells)],
    [t`Images refused`, count(figures.refused)],
    [t`Images without cells`, count(figures.without_cells)],
    [t`Time of training`, figures.seconds === undefined ? undefined : formatElapsed(figures.seconds * 1000)],
  ];
  return (
    <dl className={styles.scores}>
      {rows.map(([name, value]) => value !== undefined && <Fact key={name} name={name}>{value}</Fact>)}
    </dl>
  );
}

function Facts({ job }: { job: Job }) {
  const { t } = useLingui();
  const { about, figures } = job;
  const { shard = 0, shards = 1 } = about;
  const part = shards > 1 ? t`${shard + 1} of ${shards}` : undefined;
  const rows: [string, ReactNode][] = [
    [t`Started`, job.started_at === null ? "–" : formatMoment(job.started_at)],
    [t`Ended`, job.ended_at === null ? "–" : formatMoment(job.ended_at)],
    [t`Recipe`, about.recipe],
    [t`Model`, about.model],
    [t`Images from`, about.images],
    [t`Cells from`, about.cells],
    [t`Results to`, about.output],
    [t`Part`, part],
    [t`Queue`, job.queue],
    [t`Device`, about.device],
    [t`Number of the job`, job.id],
    [t`Digest of the model`, figures?.model_digest],
    [t`Digest of the features`, figures?.features_digest],
  ];
  return (
    <dl className={styles.table}>
      {rows.map(([name, value]) => value !== undefined && <Fact key={name} name={name}>{value}</Fact>)}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}
