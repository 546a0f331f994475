import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";

import { loopsQuery, setLoop } from "../../api/loops";
import type { Loop, LoopSettings } from "../../api/loops";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { formatCount, formatMoment } from "../../ui/format";
import { ProgressBar } from "../../ui/ProgressBar";
import { Skeleton } from "../../ui/Skeleton";
import { useToast } from "../../ui/Toast";
import { LoopForm } from "./LoopForm";
import { LastArrangement, LoopHistory } from "./LoopHistory";
import styles from "./Models.module.css";
import { waitName } from "./wording";

/** The loop of each question: votes train networks, and networks choose the next images. */
export function LoopPanel({ slug, mayAct }: { slug: string; mayAct: boolean }) {
  const { t } = useLingui();
  const loops = useQuery(loopsQuery(slug));
  if (loops.isPending) return <Skeleton height="640px" radius="var(--radius-l)" />;
  if (loops.isError) return <ErrorState error={loops.error} onRetry={() => void loops.refetch()} />;
  if (loops.data.length === 0) return <EmptyState title={t`No questions yet`}><Trans>A loop belongs to a question of a published workflow.</Trans></EmptyState>;
  return (
    <div className={styles.page}>
      {loops.data.map((loop) => <OneLoop key={loop.task.id} slug={slug} loop={loop} mayAct={mayAct} />)}
    </div>
  );
}

function OneLoop({ slug, loop, mayAct }: { slug: string; loop: Loop; mayAct: boolean }) {
  const { t } = useLingui();
  const toast = useToast();
  const cache = useQueryClient();
  const { settings, state, task, arrangements, models } = loop;
  const change = useMutation({
    mutationFn: (wanted: LoopSettings) => setLoop(slug, task.id, wanted),
    onSuccess: () => toast(t`The loop is set.`),
    onSettled: () => cache.invalidateQueries({ queryKey: ["project", slug, "loops"] }),
  });
  const [last] = arrangements;
  return (
    <section className={styles.page} aria-label={task.question}>
      <div className={styles.bar}>
        <h2 className={styles.heading}>{task.question}</h2>
        <div className={styles.actions}>
          <Badge tone={settings.is_on ? "good" : "neutral"}>{settings.is_on ? <Trans>On</Trans> : <Trans>Off</Trans>}</Badge>
          {mayAct && (
            <Button look={settings.is_on ? "secondary" : "primary"} busy={change.isPending} onClick={() => change.mutate({ ...settings, is_on: !settings.is_on })}>
              {settings.is_on ? <Trans>Switch the loop off</Trans> : <Trans>Switch the loop on</Trans>}
            </Button>
          )}
        </div>
      </div>
      <div className={styles.two}>
        <div className={styles.page}>
          <Progress slug={slug} loop={loop} />
          {last !== undefined && <LastArrangement arrangement={last} />}
          <LoopHistory models={models} arrangements={arrangements} />
        </div>
        <Card className={styles.card}>
          <LoopForm key={JSON.stringify(settings)} loop={loop} mayAct={mayAct} isBusy={change.isPending} error={change.error?.message} onSave={(wanted) => change.mutate(wanted)} />
        </Card>
      </div>
      {state.needs_a_person && <p className="visually-hidden" role="status"><Trans>The loop waits for somebody.</Trans></p>}
    </section>
  );
}

function Progress({ slug, loop: { state, settings } }: { slug: string; loop: Loop }) {
  const { t } = useLingui();
  const share = (part: number, whole: number) => (whole === 0 ? 0 : Math.min(1, part / whole));
  const of = (part: number, whole: number) => t`${formatCount(part)} of ${formatCount(whole)}`;
  const rows = [
    { key: "measured", label: t`Images measured`, part: state.measured, whole: state.subjects },
    { key: "answered", label: t`Images with an answer to learn`, part: state.answered, whole: state.subjects },
    { key: "new", label: t`New ones until the next training`, part: state.new, whole: settings.train_after },
  ];
  return (
    <Card className={styles.card}>
      <h3 className={styles.heading}><Trans>Where it stands</Trans></h3>
      {rows.map(({ key, label, part, whole }) => (
        <div key={key} className={styles.progress}>
          <div className={styles.amount}><span>{label}</span><span className={styles.number}>{of(part, whole)}</span></div>
          <ProgressBar value={share(part, whole)} label={label} />
        </div>
      ))}
      <h3 className={styles.heading}><Trans>What it waits for</Trans></h3>
      {state.waits.length === 0 && <p className={styles.muted}><Trans>Nothing: the next step begins within a minute.</Trans></p>}
      <ul className={styles.waits}>
        {state.waits.map(({ wait, words, job, again_at: again, needs_a_person: needs }) => (
          <li key={`${wait} ${words}`}>
            <Badge tone={needs ? "warn" : "neutral"}>{needs ? <Trans>You</Trans> : <Trans>Goes on</Trans>}</Badge>
            <span>{waitName(wait)}</span>
            {wait !== "switched_off" && <span className={styles.muted} lang="en" dir="auto">{words}</span>}
            {again !== null && <span className={styles.muted}><Trans>Tried again at {formatMoment(again)}</Trans></span>}
            {job !== null && <Link href={`/p/${slug}/jobs`}><Trans>Jobs</Trans></Link>}
          </li>
        ))}
      </ul>
    </Card>
  );
}
