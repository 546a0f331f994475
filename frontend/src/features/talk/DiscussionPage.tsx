import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { Link, useParams } from "wouter";

import { ApiError } from "../../api/client";
import { discussionQuery, markRead } from "../../api/talk";
import type { Discussion, Post } from "../../api/talk";
import type { Project } from "../../api/types";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { NotFound } from "../../ui/NotFound";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import type { Access } from "../project/access";
import { ProjectFrame } from "../project/ProjectFrame";
import { CommentForm } from "./CommentForm";
import { MarkedViewer } from "./MarkedViewer";
import { marksOf } from "./marks";
import { PostItem } from "./PostItem";
import { ReportImage } from "./ReportDialog";
import styles from "./Talk.module.css";

/** One image and what those say who have answered it. */
export default function DiscussionPage() {
  return <ProjectFrame section="talk">{(project, access) => <DiscussionOf project={project} access={access} />}</ProjectFrame>;
}

function DiscussionOf({ project, access }: { project: Project; access: Access }) {
  const { t } = useLingui();
  const { id = "" } = useParams();
  const discussion = useInfiniteQuery(discussionQuery(project.slug, id));
  const queries = useQueryClient();
  const isThere = discussion.isSuccess;
  useEffect(() => {
    if (!isThere) return;
    void markRead(project.slug, id).then(() => queries.invalidateQueries({ queryKey: ["project", project.slug, "talk", "list"] }));
  }, [isThere, project.slug, id, queries]);
  if (discussion.isPending) return <DiscussionSkeleton />;
  if (discussion.isError) {
    const { error } = discussion;
    if (error instanceof ApiError && ["answer_first", "login_required"].includes(error.code)) return <AnswerFirst project={project} />;
    if (error instanceof ApiError && error.status === 404) {
      return (
        <NotFound title={t`There is no such discussion`} action={<ButtonLink href={`/p/${project.slug}/talk`}><Trans>All discussions</Trans></ButtonLink>}>
          <Trans>The address may be mistyped.</Trans>
        </NotFound>
      );
    }
    return <ErrorState error={error} onRetry={() => void discussion.refetch()} />;
  }
  const [first] = discussion.data.pages;
  if (first === undefined) return null;
  const posts = discussion.data.pages.flatMap((page) => page.posts);
  return (
    <Shown
      project={project}
      access={access}
      discussion={first}
      posts={posts}
      more={
        discussion.hasNextPage && (
          <Button busy={discussion.isFetchingNextPage} onClick={() => void discussion.fetchNextPage()}>
            <Trans>More posts</Trans>
          </Button>
        )
      }
    />
  );
}

interface ShownProps {
  project: Project;
  access: Access;
  discussion: Discussion;
  posts: Post[];
  more: ReactNode;
}

function Shown({ project, access, discussion, posts, more }: ShownProps) {
  const { t } = useLingui();
  const [replyTo, setReplyTo] = useState<Post | null>(null);
  const [lit, setLit] = useState("");
  const { id, width, height, pixel_size_um: pixelSizeUm, images } = discussion;
  const image = useMemo(() => ({ key: id, width, height, pixelSizeUm, images }), [id, width, height, pixelSizeUm, images]);
  const marks = useMemo(() => marksOf(posts, (number, { author }) => t`Mark ${number}, by ${author}`), [posts, t]);
  const numbers = new Map(marks.map((mark) => [mark.id, mark.number]));
  const show = (post: string) => {
    setLit(post);
    document.getElementById(`post-${post}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <>
      <PageHeader
        title={t`Discussion of an image`}
        above={<Link href={`/p/${project.slug}/talk`}><Trans>All discussions</Trans></Link>}
        actions={
          <>
            {discussion.subject !== null && access.mayRead && (
              <ButtonLink href={`/p/${project.slug}/subjects/${discussion.subject}`}><Trans>Subject page</Trans></ButtonLink>
            )}
            <ReportImage slug={project.slug} discussion={id} />
          </>
        }
      />
      <div className={styles.discussion}>
        <div className={styles.stage}>
          <MarkedViewer slug={project.slug} image={image} channels={project.channels} label={t`The image that is discussed`} marks={marks} onMark={show} />
        </div>
        <section className={styles.words} aria-label={t`Posts`}>
          {posts.length === 0 && (
            <EmptyState title={t`Nobody has said anything yet`}>
              <Trans>What did you notice? What puzzles you?</Trans>
            </EmptyState>
          )}
          <ul className={styles.posts}>
            {posts.map((post) => (
              <PostItem
                key={post.id}
                slug={project.slug}
                discussion={id}
                post={post}
                number={numbers.get(post.id)}
                target={posts.find(({ id: other }) => other === post.reply_to)}
                lit={lit === post.id}
                mayWrite={discussion.may_write}
                mayCurate={access.mayCurate}
                onReply={() => setReplyTo(post)}
              />
            ))}
          </ul>
          {more}
          <CommentForm slug={project.slug} discussion={discussion} replyTo={replyTo} onDone={() => setReplyTo(null)} />
        </section>
      </div>
    </>
  );
}

function AnswerFirst({ project }: { project: Project }) {
  const { t } = useLingui();
  return (
    <EmptyState
      heading="h1"
      title={t`Answer this image first`}
      action={
        <>
          <ButtonLink href={`/p/${project.slug}/classify`} look="primary"><Trans>Label images</Trans></ButtonLink>
          <ButtonLink href={`/p/${project.slug}/talk`}><Trans>All discussions</Trans></ButtonLink>
        </>
      }
    >
      <Trans>You can see what others say about an image once you have answered it yourself in the present round. So everybody looks with their own eyes.</Trans>
    </EmptyState>
  );
}

function DiscussionSkeleton() {
  return (
    <div className={styles.discussion} aria-busy="true">
      <Skeleton height="620px" radius="var(--radius-l)" />
      <Skeleton height="320px" radius="var(--radius-l)" />
    </div>
  );
}
