import { Trans, useLingui } from "@lingui/react/macro";
import { useId } from "react";

import type { Job } from "../../api/jobs";
import { classes } from "../../ui/classes";
import { formatMoment, formatShare } from "../../ui/format";
import { ProgressBar } from "../../ui/ProgressBar";
import { Elapsed } from "./Elapsed";
import { JobDetails } from "./JobDetails";
import styles from "./Jobs.module.css";
import { hasEnded } from "./news";
import { StateMark } from "./StateMark";
import { summaryOf } from "./summary";
import { aboutOf, KINDS, titleOf } from "./wording";

interface JobRowProps {
  slug: string;
  job: Job;
  /** By how many milliseconds the server's clock is ahead of this device's. */
  ahead: number;
  isPolling: boolean;
  mayAct: boolean;
  isOpen: boolean;
  onToggle: () => void;
}

/** One job in two lines of fixed height, so that nothing moves while it works; it opens to all there is to know. */
export function JobRow({ slug, job, ahead, isPolling, mayAct, isOpen, onToggle }: JobRowProps) {
  const { t } = useLingui();
  const id = useId();
  const about = aboutOf(job);
  const { attempt, attempts_allowed: allowed } = job;
  return (
    <li className={styles.job}>
      <div className={styles.head}>
        <div className={styles.state}>
          <StateMark state={job.state} />
          <span className={styles.muted}>
            <Trans>Attempt {attempt} of {allowed}</Trans>
          </span>
        </div>
        <div className={styles.what}>
          <h2 className={styles.title}>
            <button type="button" className={styles.toggle} aria-expanded={isOpen} aria-controls={id} onClick={onToggle}>
              {t(KINDS[job.kind])}
              {about !== "" && <span className={styles.about} dir="auto">{about}</span>}
            </button>
          </h2>
          <Line job={job} />
        </div>
        <Progress job={job} ahead={ahead} />
        <div className={styles.asked}>
          <span dir="auto">{job.asked_by ?? <Trans>The system</Trans>}</span>
          <time className={styles.muted} dateTime={job.created_at}>
            {formatMoment(job.created_at)}
          </time>
        </div>
        <svg className={classes(styles.chevron, isOpen && styles.turned)} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round">
          <path d="m2.5 4.5 3.5 3.5 3.5-3.5" />
        </svg>
      </div>
      <div id={id} hidden={!isOpen}>
        {isOpen && <JobDetails slug={slug} job={job} isPolling={isPolling} mayAct={mayAct} />}
      </div>
    </li>
  );
}

/** What the job does now, or what came of it. */
function Line({ job }: { job: Job }) {
  if (job.state === "failed") return <p className={classes(styles.line, styles.bad)} lang="en" dir="auto">{job.error_message}</p>;
  if (job.silent) return <p className={classes(styles.line, styles.warn)}><Trans>No sign of life from the worker</Trans></p>;
  if (job.state === "done") return <p className={styles.line}>{summaryOf(job)}</p>;
  if (job.state === "cancelled") return <p className={styles.line}><StoppedAt job={job} /></p>;
  if (job.state === "waiting") return <p className={styles.line}><Trans>Waits for a worker</Trans></p>;
  return <p className={styles.line} lang="en" dir="auto">{job.line}</p>;
}

function StoppedAt({ job: { started_at: start, share } }: { job: Job }) {
  const done = formatShare(share);
  return start === null ? <Trans>Stopped before it began</Trans> : <Trans>Stopped at {done}</Trans>;
}

function Progress({ job, ahead }: { job: Job; ahead: number }) {
  const { t } = useLingui();
  const { state, share, started_at: start, ended_at: end } = job;
  const took = start !== null && <Elapsed from={start} to={end} ahead={ahead} />;
  if (hasEnded(job)) return <p className={classes(styles.progress, styles.muted)}>{start !== null && <span><Trans>Took {took}</Trans></span>}</p>;
  return (
    <div className={styles.progress}>
      <ProgressBar value={share} label={t`Progress of ${titleOf(job)}`} />
      <p className={styles.figures}>
        <span>{formatShare(share)}</span>
        <span className={styles.muted}>{state === "running" && took}</span>
      </p>
    </div>
  );
}
