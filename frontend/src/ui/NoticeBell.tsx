import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link } from "wouter";

import { meQuery } from "../api/queries";
import { markNoticesRead, noticesQuery } from "../api/talk";
import type { Notice } from "../api/talk";
import { NOTICES } from "../features/talk/wording";
import { classes } from "./classes";
import { formatMoment } from "./format";
import styles from "./NoticeBell.module.css";
import { Skeleton } from "./Skeleton";
import { usePopup } from "./usePopup";

const POLL_MS = 60_000;

/** A bell with the number of notices that the caller has not seen, and the list of them; nothing for strangers. */
export function NoticeBell() {
  const { t } = useLingui();
  const { open, setOpen, root } = usePopup();
  const me = useQuery({ ...meQuery, refetchInterval: POLL_MS });
  if (me.data == null || me.data.volunteer === null) return null;
  const unread = me.data.unread_notices;
  return (
    <div ref={root} className={styles.root}>
      <button type="button" className={styles.bell} aria-expanded={open} aria-label={unread === 0 ? t`Notices` : t`Notices, ${unread} new`} onClick={() => setOpen(!open)}>
        <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
          <path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4" />
        </svg>
        {unread > 0 && <span className={styles.count}>{unread > 99 ? "99+" : unread}</span>}
      </button>
      {open && <NoticeList onLeave={() => setOpen(false)} />}
    </div>
  );
}

function NoticeList({ onLeave }: { onLeave: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const notices = useQuery({ ...noticesQuery, staleTime: 0 });
  const isThere = notices.isSuccess && !notices.isFetching;
  useEffect(() => {
    if (!isThere) return;
    // The list itself is not asked for again: what is new stays marked while it is open.
    void markNoticesRead().then(() => queries.invalidateQueries({ queryKey: meQuery.queryKey, exact: true }));
  }, [isThere, queries]);
  return (
    <section className={styles.list} aria-label={t`Notices`}>
      {notices.isPending && <Skeleton height="64px" />}
      {notices.isError && <p className={styles.empty}>{notices.error.message}</p>}
      {notices.data?.length === 0 && <p className={styles.empty}><Trans>Nothing yet. Replies to you appear here.</Trans></p>}
      <ul>
        {notices.data?.map((notice) => (
          <li key={`${notice.kind} ${notice.at} ${notice.discussion ?? ""}`}>
            <NoticeLine notice={notice} onLeave={onLeave} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function NoticeLine({ notice, onLeave }: { notice: Notice; onLeave: () => void }) {
  const { t } = useLingui();
  const { kind, project, project_title, discussion, text, at, is_unread } = notice;
  const href = discussion === null ? `/p/${project}` : `/p/${project}/talk/${discussion}`;
  return (
    <Link href={href} className={classes(styles.line, is_unread && styles.unread)} onClick={onLeave}>
      <span>{t(NOTICES[kind])}</span>
      {text !== "" && <span className={styles.said} dir="auto">{text}</span>}
      <span className={styles.when}>
        {project_title}, {formatMoment(at)}
      </span>
    </Link>
  );
}
