import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";

import { moderate, moderationQuery, showAgain } from "../../api/talk";
import type { ModerationDecision, ReportedPost } from "../../api/talk";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Field, Input, Select } from "../../ui/Field";
import { formatMoment } from "../../ui/format";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { Tabs } from "../../ui/Tabs";
import { ProjectFrame } from "../project/ProjectFrame";
import { PostBody } from "./PostItem";
import styles from "./Talk.module.css";
import { TeamNames } from "./TeamNames";
import { REPORT_REASONS } from "./wording";

type Shown = "open" | "closed" | "teams";

/** Posts and names of teams that somebody reported, for those who decide about them. */
export default function ModerationPage() {
  const { t } = useLingui();
  const [shown, setShown] = useState<Shown>("open");
  return (
    <ProjectFrame section="review" needs="mayCurate">
      {(project) => (
        <>
          <PageHeader title={t`Reported posts`} above={<Link href={`/p/${project.slug}/review`}><Trans>Review queue</Trans></Link>} />
          <Tabs
            label={t`Reported posts`}
            selected={shown}
            onSelect={setShown}
            tabs={[
              { key: "open", label: t`Waiting` },
              { key: "closed", label: t`Decided` },
              { key: "teams", label: t`Names of teams` },
            ]}
          >
            {shown === "teams" ? <TeamNames slug={project.slug} /> : <Reported slug={project.slug} open={shown === "open"} />}
          </Tabs>
        </>
      )}
    </ProjectFrame>
  );
}

function Reported({ slug, open }: { slug: string; open: boolean }) {
  const { t } = useLingui();
  const reported = useQuery(moderationQuery(slug, open));
  if (reported.isPending) return <Skeleton height="240px" radius="var(--radius-l)" />;
  if (reported.isError) return <ErrorState error={reported.error} onRetry={() => void reported.refetch()} />;
  if (reported.data.length === 0) return <EmptyState title={open ? t`Nothing was reported` : t`Nothing was decided yet`} />;
  return (
    <div className={styles.column}>
      {reported.data.map((one) => (
        <ReportedCard key={one.post.id} slug={slug} reported={one} />
      ))}
    </div>
  );
}

function ReportedCard({ slug, reported }: { slug: string; reported: ReportedPost }) {
  const { t } = useLingui();
  const { post, reports, discussion, decision } = reported;
  const queries = useQueryClient();
  const showing = useMutation({
    mutationFn: () => showAgain(slug, post.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["project", slug] }),
  });
  return (
    <Card className={styles.form}>
      <div className={styles.postHead}>
        <span className={styles.author}>{post.author}</span>
        <span className={styles.muted}>{formatMoment(post.created_at)}</span>
        <Link href={`/p/${slug}/talk/${discussion}`}><Trans>Discussion</Trans></Link>
      </div>
      <PostBody post={post} />
      <ul className={styles.reports}>
        {reports.map(({ reason, note, by, created_at }) => (
          <li key={`${by} ${created_at}`} className={styles.muted}>
            {by}: {t(REPORT_REASONS[reason])}
            {note !== "" && ` – ${note}`}
          </li>
        ))}
      </ul>
      {decision === "" ? (
        <DecisionForm slug={slug} post={post.id} />
      ) : (
        post.state === "hidden" && (
          <div>
            <Button busy={showing.isPending} onClick={() => showing.mutate()}>
              <Trans>Show it again</Trans>
            </Button>
          </div>
        )
      )}
    </Card>
  );
}

function DecisionForm({ slug, post }: { slug: string; post: string }) {
  const { t } = useLingui();
  const [decision, setDecision] = useState<ModerationDecision>("hide");
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState("");
  const queries = useQueryClient();
  const deciding = useMutation({
    mutationFn: () => moderate(slug, post, { decision, reason: reason.trim(), until: decision === "block" ? `${until}T00:00:00Z` : null }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["project", slug] }),
  });
  const isReady = decision === "dismiss" || (reason.trim() !== "" && (decision !== "block" || until !== ""));
  return (
    <>
      <div className={styles.dates}>
        <Field label={t`Decision`}>
          {(ids) => (
            <Select {...ids} value={decision} onChange={(event) => setDecision(event.target.value as ModerationDecision)}>
              <option value="hide">{t`Hide it`}</option>
              <option value="warn">{t`Hide it and warn the author`}</option>
              <option value="block">{t`Hide it and block the author`}</option>
              <option value="dismiss">{t`Leave it`}</option>
            </Select>
          )}
        </Field>
        {decision === "block" && (
          <Field label={t`Until (UTC)`}>{(ids) => <Input {...ids} type="date" value={until} onChange={(event) => setUntil(event.target.value)} />}</Field>
        )}
      </div>
      {decision !== "dismiss" && (
        <Field label={t`Reason`} hint={t`The author reads it.`} error={deciding.error?.message}>
          {(ids) => <Input {...ids} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      )}
      <div className={styles.formActions}>
        <Button look="primary" busy={deciding.isPending} disabled={!isReady} onClick={() => deciding.mutate()}>
          <Trans>Decide</Trans>
        </Button>
      </div>
    </>
  );
}
