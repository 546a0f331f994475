import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffectEvent, useLayoutEffect, useState } from "react";
import { Link } from "wouter";

import { reviewsQuery, undoReview } from "../../api/reviews";
import type { Review, ReviewReason } from "../../api/reviews";
import type { Project } from "../../api/types";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Field, Select } from "../../ui/Field";
import { Kbd } from "../../ui/Kbd";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { useToast } from "../../ui/Toast";
import { isTaken } from "../../viewer/imageKeys";
import type { Access } from "../project/access";
import { ProjectFrame } from "../project/ProjectFrame";
import { Decided } from "./Decided";
import { Queue } from "./Queue";
import styles from "./Review.module.css";
import { RemarksForReview } from "./RemarksForReview";
import { ReviewItem } from "./ReviewItem";
import { REASONS } from "./wording";

/** The subjects that a curator should look at, one after the other. */
export default function ReviewPage() {
  return (
    <ProjectFrame section="review" needs="mayCurate">
      {(project, access) => <Reviews project={project} access={access} />}
    </ProjectFrame>
  );
}

function Reviews({ project, access }: { project: Project; access: Access }) {
  const { t } = useLingui();
  const [view, setView] = useState<ReviewReason | "" | "decided">("");
  const isOpen = view !== "decided";
  const reviews = useInfiniteQuery(reviewsQuery(project.slug, isOpen, isOpen ? view : ""));
  const page = reviews.data?.pages[0];
  const counts = page?.open;
  return (
    <>
      <PageHeader
        title={t`Review queue`}
        lead={t`Images that many remarked on, that somebody reported or flagged, or on which volunteers do not agree.`}
        actions={<ButtonLink href={`/p/${project.slug}/moderation`}><Trans>Reported posts</Trans></ButtonLink>}
      />
      <div className={styles.filter}>
        <Field label={t`Show`}>
          {(ids) => (
            <Select {...ids} value={view} onChange={(event) => setView(event.target.value as typeof view)}>
              <option value="">{t`Everything that waits`}</option>
              {Object.entries(REASONS).map(([key, name]) => (
                <option key={key} value={key}>
                  {t(name)}
                  {counts !== undefined && ` (${counts[key as ReviewReason]})`}
                </option>
              ))}
              <option value="decided">{t`Decided`}</option>
            </Select>
          )}
        </Field>
        <p className={styles.keys}>
          <Kbd>J</Kbd> <Trans>next</Trans> <Kbd>K</Kbd> <Trans>previous</Trans> <Kbd>U</Kbd> <Trans>undo</Trans>
        </p>
      </div>
      {access.mayOwn && page !== undefined && <RemarksForReview key={page.remarks_for_review} slug={project.slug} number={page.remarks_for_review} />}
      {reviews.isPending && <Skeleton height="480px" radius="var(--radius-l)" />}
      {reviews.isError && <ErrorState error={reviews.error} onRetry={() => void reviews.refetch()} />}
      {reviews.isSuccess && <Found key={view} project={project} isOpen={isOpen} rows={reviews.data.pages.flatMap((page) => page.results)} />}
      {reviews.hasNextPage && (
        <Button className={styles.more} busy={reviews.isFetchingNextPage} onClick={() => void reviews.fetchNextPage()}>
          <Trans>More</Trans>
        </Button>
      )}
    </>
  );
}

function Found({ project, isOpen, rows }: { project: Project; isOpen: boolean; rows: Review[] }) {
  const { t } = useLingui();
  const [chosen, setChosen] = useState("");
  const [last, setLast] = useState<Review | null>(null);
  const [undoing, setUndoing] = useState(false);
  const queries = useQueryClient();
  const toast = useToast();
  const at = Math.max(0, rows.findIndex(({ id }) => id === chosen));
  const current = rows[at];
  const refresh = useCallback(() => queries.invalidateQueries({ queryKey: ["project", project.slug] }), [queries, project.slug]);
  const undo = useCallback(
    (review: Review) => {
      setUndoing(true);
      // The queue first: shown before its image is back in it, another image would stand under the pointer.
      undoReview(project.slug, review.id)
        .then(refresh)
        .then(
          () => {
            setLast(null);
            setChosen(review.id);
            toast(t`The decision is taken back.`);
          },
          (error: unknown) => toast(error instanceof Error ? error.message : t`Something went wrong.`, "bad"),
        )
        .finally(() => setUndoing(false));
    },
    [project.slug, refresh, toast, t],
  );
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (isTaken(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { j: 1, k: -1 }[event.key];
    const row = step === undefined ? undefined : rows[at + step];
    if (row !== undefined) setChosen(row.id);
    if (event.key === "u" && last !== null && !undoing) undo(last);
  });
  // Before the queue is painted: a key pressed at the sight of it is not lost.
  useLayoutEffect(() => {
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  if (!isOpen) return <Decided project={project} rows={rows} onUndo={undo} />;
  const next = rows[at + 1] ?? rows[at - 1];
  return (
    <>
      {last !== null && (
        <p className={styles.undo}>
          <Trans>Decided: {last.subject.external_id}</Trans>
          <Button look="quiet" busy={undoing} onClick={() => undo(last)}>
            <Trans>Undo</Trans>
          </Button>
        </p>
      )}
      {current === undefined ? (
        <EmptyState title={t`Nothing waits for you`} action={<Link href={`/p/${project.slug}/results`}><Trans>All results</Trans></Link>} />
      ) : (
        <div className={styles.bench}>
          <Queue rows={rows} current={current.id} onChoose={setChosen} />
          <ReviewItem
            key={current.id}
            project={project}
            review={current}
            onDecided={(review) => {
              setLast(review);
              setChosen(next?.id ?? "");
              void refresh();
            }}
          />
        </div>
      )}
    </>
  );
}
