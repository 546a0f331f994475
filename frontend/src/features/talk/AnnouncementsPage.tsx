import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";

import { announcementsQuery, postAnnouncement, withdrawAnnouncement } from "../../api/talk";
import type { Announcement } from "../../api/talk";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { ErrorState } from "../../ui/ErrorState";
import { Field, Input, TextArea } from "../../ui/Field";
import { formatMoment } from "../../ui/format";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { ProjectFrame } from "../project/ProjectFrame";
import { PlainText } from "./PlainText";
import styles from "./Talk.module.css";

/** Where owners tell everybody something. */
export default function AnnouncementsPage() {
  const { t } = useLingui();
  return (
    <ProjectFrame section="overview" needs="mayOwn">
      {(project) => (
        <div className={styles.column}>
          <PageHeader
            title={t`Announcements`}
            lead={t`Shown on the project's page, and once to everybody who labels.`}
            above={<Link href={`/p/${project.slug}`}>{project.title}</Link>}
          />
          <NewAnnouncement slug={project.slug} />
          <Earlier slug={project.slug} />
        </div>
      )}
    </ProjectFrame>
  );
}

const moment = (day: string) => (day === "" ? null : `${day}T00:00:00Z`);

function NewAnnouncement({ slug }: { slug: string }) {
  const { t } = useLingui();
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const queries = useQueryClient();
  const posting = useMutation({
    mutationFn: () => postAnnouncement(slug, { title: title.trim(), text: text.trim(), starts_at: moment(from), ends_at: moment(until) }),
    onSuccess: async () => {
      setTitle("");
      setText("");
      await queries.invalidateQueries({ queryKey: ["project", slug, "announcements"] });
    },
  });
  return (
    <Card className={styles.form}>
      <Field label={t`Title`} error={posting.error?.message}>
        {(ids) => <Input {...ids} value={title} maxLength={120} onChange={(event) => setTitle(event.target.value)} />}
      </Field>
      <Field label={t`Text`} hint={t`Plain text; web addresses become links.`}>
        {(ids) => <TextArea {...ids} value={text} maxLength={4000} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <div className={styles.dates}>
        <Field label={t`From (UTC)`} hint={t`Empty: at once.`}>
          {(ids) => <Input {...ids} type="date" value={from} onChange={(event) => setFrom(event.target.value)} />}
        </Field>
        <Field label={t`Until (UTC)`} hint={t`Empty: until it is withdrawn.`}>
          {(ids) => <Input {...ids} type="date" value={until} onChange={(event) => setUntil(event.target.value)} />}
        </Field>
      </div>
      <div className={styles.formActions}>
        <Button look="primary" busy={posting.isPending} disabled={title.trim() === ""} onClick={() => posting.mutate()}>
          <Trans>Announce</Trans>
        </Button>
      </div>
    </Card>
  );
}

function Earlier({ slug }: { slug: string }) {
  const announcements = useQuery(announcementsQuery(slug, true));
  if (announcements.isPending) return <Skeleton height="160px" radius="var(--radius-l)" />;
  if (announcements.isError) return <ErrorState error={announcements.error} onRetry={() => void announcements.refetch()} />;
  return announcements.data.map((one) => <Posted key={one.id} slug={slug} announcement={one} />);
}

function Posted({ slug, announcement }: { slug: string; announcement: Announcement }) {
  const { t } = useLingui();
  const { id, title, text, starts_at, ends_at, is_withdrawn } = announcement;
  const queries = useQueryClient();
  const withdrawal = useMutation({
    mutationFn: () => withdrawAnnouncement(slug, id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["project", slug, "announcements"] }),
  });
  const from = formatMoment(starts_at);
  const until = ends_at === null ? "" : formatMoment(ends_at);
  return (
    <Card className={styles.announcement}>
      <div className={styles.announcementHead}>
        <h3 dir="auto">{title}</h3>
        {is_withdrawn ? (
          <Badge>{t`Withdrawn`}</Badge>
        ) : (
          <Button look="quiet" busy={withdrawal.isPending} onClick={() => withdrawal.mutate()}>
            <Trans>Withdraw</Trans>
          </Button>
        )}
      </div>
      {text !== "" && <PlainText text={text} />}
      <p className={styles.muted}>{until === "" ? <Trans>From {from}</Trans> : <Trans>From {from} until {until}</Trans>}</p>
    </Card>
  );
}
