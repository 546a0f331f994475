import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { cancelJob, retryJob } from "../../api/jobs";
import type { Job } from "../../api/jobs";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import styles from "./Details.module.css";
import { hasEnded } from "./news";

/** Calls a job off, or sends it again; either says first what becomes of the work. One button: the focus stays on it. */
export function JobActions({ slug, job }: { slug: string; job: Job }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const [asked, setAsked] = useState<"cancel" | "retry">();
  const change = useMutation({
    mutationFn: (what: "cancel" | "retry") => (what === "cancel" ? cancelJob : retryJob)(slug, job.id),
    onSuccess: () => setAsked(undefined),
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: ["project", slug, "jobs"] }),
        cache.invalidateQueries({ queryKey: ["project", slug, "job", job.id] }),
      ]),
  });
  const possible = hasEnded(job) ? "retry" : "cancel";
  const close = () => setAsked(undefined);
  const open = () => {
    change.reset();
    setAsked(possible);
  };
  return (
    <div className={styles.actions}>
      <Button onClick={open}>{possible === "cancel" ? <Trans>Cancel the job</Trans> : <Trans>Try again</Trans>}</Button>
      <Dialog
        title={asked === "retry" ? t`Try this job again?` : t`Cancel this job?`}
        open={asked !== undefined}
        onClose={close}
        actions={
          <>
            <Button look="quiet" onClick={close}>
              {asked === "retry" ? <Trans>Not now</Trans> : <Trans>Let it go on</Trans>}
            </Button>
            {asked !== undefined && (
              <Button look={asked === "retry" ? "primary" : "danger"} busy={change.isPending} onClick={() => change.mutate(asked)}>
                {asked === "retry" ? <Trans>Try again</Trans> : <Trans>Cancel the job</Trans>}
              </Button>
            )}
          </>
        }
      >
        {asked === "retry" ? <WhatRetryingDoes job={job} /> : <WhatCancellingDoes />}
        {change.isError && (
          <p className={styles.refusal} role="alert">
            {change.error.message}
          </p>
        )}
      </Dialog>
    </div>
  );
}

function WhatCancellingDoes() {
  return (
    <p>
      <Trans>The worker stops within a few seconds. The work that it has kept stays: when the job is tried again, it goes on from there.</Trans>
    </p>
  );
}

function WhatRetryingDoes({ job }: { job: Job }) {
  return (
    <>
      <p>
        <Trans>The job goes back into the queue. It goes on from the work that it has kept; nothing that is finished is done twice.</Trans>
      </p>
      {job.state === "failed" && job.is_users_fault && (
        <p>
          <Trans>It failed over what it was given. Unless that has changed since, it will fail in the same way.</Trans>
        </p>
      )}
    </>
  );
}
