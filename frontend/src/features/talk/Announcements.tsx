import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";

import { announcementsQuery, dismissAnnouncement } from "../../api/talk";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { formatDate } from "../../ui/format";
import { Notice } from "../../ui/Notice";
import styles from "./Announcements.module.css";
import { PlainText } from "./PlainText";

/** What the owners tell everybody at present, on the project's page. */
export function Announcements({ slug, mayPost }: { slug: string; mayPost: boolean }) {
  const announcements = useQuery(announcementsQuery(slug));
  const shown = announcements.data ?? [];
  if (shown.length === 0 && !mayPost) return null;
  return (
    <Card className={styles.card}>
      <h2><Trans>Announcements</Trans></h2>
      {shown.map(({ id, title, text, starts_at }) => (
        <article key={id} className={styles.item}>
          <h3 dir="auto">{title}</h3>
          {text !== "" && <PlainText text={text} />}
          <p className={styles.when}>{formatDate(starts_at)}</p>
        </article>
      ))}
      {mayPost && (
        <p>
          <Link href={`/p/${slug}/announcements`}><Trans>Announce something</Trans></Link>
        </p>
      )}
    </Card>
  );
}

/** The newest announcement that the volunteer has not seen: a quiet line in the labelling page, once. */
export function AnnouncementNotice({ slug }: { slug: string }) {
  const { t } = useLingui();
  const [gone, setGone] = useState(false);
  const announcements = useQuery({ ...announcementsQuery(slug), staleTime: Infinity });
  const queries = useQueryClient();
  const next = announcements.data?.find(({ is_seen }) => !is_seen);
  if (next === undefined || gone) return null;
  const dismiss = () => {
    setGone(true);
    void dismissAnnouncement(slug, next.id).then(() => queries.invalidateQueries({ queryKey: ["project", slug, "announcements"] }));
  };
  return (
    <Notice label={t`Announcement`} className={styles.notice}>
      <div>
        <strong dir="auto">{next.title}</strong>
        {next.text !== "" && <PlainText text={next.text} />}
      </div>
      <Button look="quiet" onClick={dismiss}>
        <Trans>Dismiss</Trans>
      </Button>
    </Notice>
  );
}
