import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";

import { ApiError } from "../../api/client";
import { discussionsQuery, recentImagesQuery } from "../../api/talk";
import type { DiscussionRow } from "../../api/talk";
import type { Project } from "../../api/types";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { formatMoment } from "../../ui/format";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { Tabs } from "../../ui/Tabs";
import { ProjectFrame } from "../project/ProjectFrame";
import styles from "./Talk.module.css";

type Shown = "all" | "mine" | "recent";

/** What people say about the images that one has answered, and the way to say something oneself. */
export default function TalkPage() {
  return <ProjectFrame section="talk">{(project) => <Talk project={project} />}</ProjectFrame>;
}

function Talk({ project }: { project: Project }) {
  const { t } = useLingui();
  const [shown, setShown] = useState<Shown>("all");
  return (
    <>
      <PageHeader title={t`Talk`} lead={t`Discussions of images that you have answered. Nobody sees one before, so nobody is led.`} />
      <Tabs
        label={t`Talk`}
        selected={shown}
        onSelect={setShown}
        tabs={[
          { key: "all", label: t`Discussions` },
          { key: "mine", label: t`With me` },
          { key: "recent", label: t`My recent images` },
        ]}
      >
        {shown === "recent" ? <RecentImages project={project} /> : <Discussions key={shown} project={project} mine={shown === "mine"} />}
      </Tabs>
    </>
  );
}

function Discussions({ project, mine }: { project: Project; mine: boolean }) {
  const discussions = useInfiniteQuery(discussionsQuery(project.slug, mine));
  if (discussions.isPending) return <GridSkeleton />;
  if (discussions.isError) return <Failure project={project} error={discussions.error} onRetry={() => void discussions.refetch()} />;
  const rows = discussions.data.pages.flatMap((page) => page.results);
  if (rows.length === 0) return <NothingYet project={project} mine={mine} />;
  return (
    <>
      <ul className={styles.grid}>
        {rows.map((row) => (
          <li key={row.id}>
            <DiscussionCard slug={project.slug} row={row} />
          </li>
        ))}
      </ul>
      {discussions.hasNextPage && (
        <Button className={styles.more} busy={discussions.isFetchingNextPage} onClick={() => void discussions.fetchNextPage()}>
          <Trans>More discussions</Trans>
        </Button>
      )}
    </>
  );
}

function DiscussionCard({ slug, row }: { slug: string; row: DiscussionRow }) {
  const { t } = useLingui();
  const moment = formatMoment(row.last_at);
  const posts = row.posts;
  return (
    <Link href={`/p/${slug}/talk/${row.id}`} className={styles.tile} aria-label={row.is_unread ? t`Discussion, last post ${moment}, unread` : t`Discussion, last post ${moment}`}>
      <img src={row.thumbnail} alt="" loading="lazy" width={256} height={256} />
      <span className={styles.tileText}>
        <span>
          {row.is_unread && <span className={styles.dot} aria-hidden="true" />}
          {posts === 1 ? <Trans>1 post</Trans> : <Trans>{posts} posts</Trans>}
          {row.is_mine && <Trans>, you too</Trans>}
        </span>
        <span className={styles.muted}>{moment}</span>
      </span>
    </Link>
  );
}

function RecentImages({ project }: { project: Project }) {
  const { t } = useLingui();
  const images = useQuery(recentImagesQuery(project.slug));
  if (images.isPending) return <GridSkeleton />;
  if (images.isError) return <Failure project={project} error={images.error} onRetry={() => void images.refetch()} />;
  if (images.data.length === 0) return <NothingYet project={project} mine />;
  return (
    <ul className={styles.grid}>
      {images.data.map(({ id, thumbnail, answered_at }) => (
        <li key={id}>
          <Link href={`/p/${project.slug}/talk/${id}`} className={styles.tile} aria-label={t`Discuss the image that you answered ${formatMoment(answered_at)}`}>
            <img src={thumbnail} alt="" loading="lazy" width={256} height={256} />
            <span className={styles.tileText}>
              <span><Trans>Discuss</Trans></span>
              <span className={styles.muted}>{formatMoment(answered_at)}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function NothingYet({ project, mine }: { project: Project; mine: boolean }) {
  const { t } = useLingui();
  return (
    <EmptyState
      title={mine ? t`Nothing of yours here yet` : t`No discussions yet`}
      action={<ButtonLink href={`/p/${project.slug}/classify`}><Trans>Label images</Trans></ButtonLink>}
    >
      <Trans>Answer images, and their discussions appear here. You can start one under “My recent images”.</Trans>
    </EmptyState>
  );
}

/** Strangers are asked in; everything else is an error. */
function Failure({ project, error, onRetry }: { project: Project; error: Error; onRetry: () => void }) {
  if (error instanceof ApiError && ["answer_first", "login_required"].includes(error.code)) return <NothingYet project={project} mine={false} />;
  return <ErrorState error={error} onRetry={onRetry} />;
}

function GridSkeleton() {
  return (
    <div className={styles.grid} aria-busy="true">
      {[0, 1, 2, 3].map((key) => (
        <Skeleton key={key} height="280px" radius="var(--radius-m)" />
      ))}
    </div>
  );
}
