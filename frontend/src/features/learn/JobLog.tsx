import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Fragment, useLayoutEffect, useRef } from "react";

import { jobLogQuery } from "../../api/jobs";
import type { JobLine } from "../../api/jobs";
import { Button } from "../../ui/Button";
import { ErrorState } from "../../ui/ErrorState";
import { formatTime } from "../../ui/format";
import { Skeleton } from "../../ui/Skeleton";
import styles from "./Details.module.css";

const POLL_MS = 3_000;
/** So near to the end, a reader wants to see what comes. */
const NEAR_PX = 24;

/** What a job said, in a box of fixed height that stays at its end unless the reader has gone up. */
export function JobLog({ slug, id, isPolling }: { slug: string; id: string; isPolling: boolean }) {
  const { t } = useLingui();
  const log = useInfiniteQuery({ ...jobLogQuery(slug, id), refetchInterval: isPolling ? POLL_MS : false });
  const lines = [...(log.data?.pages ?? [])].reverse().flatMap((page) => page.lines);
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const last = lines.at(-1)?.id;
  useLayoutEffect(() => {
    if (isAtEnd.current) box.current?.scrollTo(0, box.current.scrollHeight);
  }, [last]);
  const scrolled = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = box.current ?? {};
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
  };
  return (
    <section className={styles.log}>
      <h3><Trans>Log</Trans></h3>
      {/* Scrollable by keyboard: a region that scrolls must take the focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={box} className={styles.lines} tabIndex={0} role="region" aria-label={t`Log`} onScroll={scrolled}>
        {log.isPending && <Skeleton height="72px" />}
        {log.isError && log.data === undefined && <ErrorState error={log.error} onRetry={() => void log.refetch()} />}
        {log.isSuccess && lines.length === 0 && <p className={styles.muted}><Trans>Nothing has been said yet.</Trans></p>}
        {log.hasNextPage && (
          <Button look="quiet" busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            <Trans>Show earlier lines</Trans>
          </Button>
        )}
        <Lines lines={lines} />
      </div>
    </section>
  );
}

function Lines({ lines }: { lines: JobLine[] }) {
  return (
    <ol>
      {lines.map((line, index) => (
        <Fragment key={line.id}>
          {line.attempt !== (lines[index - 1]?.attempt ?? 1) && <Attempt number={line.attempt} />}
          <li>
            <time dateTime={line.at}>{formatTime(line.at)}</time>
            <span lang="en" dir="auto">{line.text}</span>
          </li>
        </Fragment>
      ))}
    </ol>
  );
}

function Attempt({ number }: { number: number }) {
  return (
    <li className={styles.attempt}>
      <Trans>Attempt {number}</Trans>
    </li>
  );
}
