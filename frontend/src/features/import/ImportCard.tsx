import { msg, plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import type { MessageDescriptor } from "@lingui/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { isUnderWay, resumeImport } from "../../api/imports";
import type { ImportRun } from "../../api/imports";
import { Badge } from "../../ui/Badge";
import type { Tone } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { formatCount, formatMoment } from "../../ui/format";
import { ProgressBar } from "../../ui/ProgressBar";
import styles from "./Import.module.css";
import { Problems } from "./Problems";

function stateOf(run: ImportRun): { name: MessageDescriptor; tone: Tone } {
  if (run.stale) return { name: msg`Stopped`, tone: "warn" };
  return {
    waiting: { name: msg`Waiting`, tone: "neutral" as const },
    running: { name: msg`Running`, tone: "accent" as const },
    done: { name: msg`Done`, tone: "good" as const },
    failed: { name: msg`Failed`, tone: "bad" as const },
  }[run.state];
}

/** One import: how far it is, what went in, and what was refused. */
export function ImportCard({ slug, run, initiallyOpen }: { slug: string; run: ImportRun; initiallyOpen: boolean }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(initiallyOpen);
  const seen = run.rows_added + run.rows_unchanged + run.rows_refused;
  const state = stateOf(run);
  return (
    <Card className={styles.run}>
      <header className={styles.runHead}>
        <h3>{run.subject_set}</h3>
        <Badge tone={state.tone}>{t(state.name)}</Badge>
        <span className={styles.muted}>{formatMoment(run.created_at)}</span>
      </header>
      {isUnderWay(run) && (
        <div>
          <ProgressBar value={run.rows_total === 0 ? 0 : seen / run.rows_total} label={t`Import ${run.subject_set}`} />
          <p className={styles.muted}>
            {run.rows_total === 0 ? t`Reading the files` : t`${formatCount(seen)} of ${plural(run.rows_total, { one: "# row", other: "# rows" })}`}
          </p>
        </div>
      )}
      <dl className={styles.counts}>
        <Count name={t`Added`} value={run.rows_added} />
        <Count name={t`Here already`} value={run.rows_unchanged} />
        <Count name={t`Refused`} value={run.rows_refused} />
      </dl>
      {run.failure !== "" && <p className={styles.error}>{run.failure}</p>}
      {(run.stale || run.state === "failed") && <Resume slug={slug} run={run} />}
      {run.rows_refused > 0 && (
        <div>
          <Button look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t`Hide refused rows` : t`Show refused rows`}
          </Button>
        </div>
      )}
      {open && run.rows_refused > 0 && <Problems key={run.rows_refused} slug={slug} run={run} />}
    </Card>
  );
}

function Count({ name, value }: { name: string; value: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{formatCount(value)}</dd>
    </div>
  );
}

function Resume({ slug, run }: { slug: string; run: ImportRun }) {
  const queries = useQueryClient();
  const resumption = useMutation({
    mutationFn: () => resumeImport(slug, run.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ["project", slug, "imports"] }),
  });
  return (
    <div>
      {resumption.isError && (
        <p className={styles.error} role="alert">
          {resumption.error.message}
        </p>
      )}
      <Button busy={resumption.isPending} onClick={() => resumption.mutate()}>
        <Trans>Go on where it stopped</Trans>
      </Button>
    </div>
  );
}
