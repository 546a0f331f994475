import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";

import type { Review } from "../../api/reviews";
import { subjectQuery } from "../../api/subjects";
import type { Project } from "../../api/types";
import { Badge } from "../../ui/Badge";
import { ErrorState } from "../../ui/ErrorState";
import { Skeleton } from "../../ui/Skeleton";
import { Remarks } from "../subject/Remarks";
import { SubjectImage } from "../subject/SubjectImage";
import { Verdict } from "../subject/Verdict";
import { DecisionForm } from "./DecisionForm";
import styles from "./Review.module.css";
import { REASONS } from "./wording";

interface ReviewItemProps {
  project: Project;
  review: Review;
  onDecided: (review: Review) => void;
}

/** One image that waits: why, what volunteers say, and the decision. */
export function ReviewItem({ project, review, onDecided }: ReviewItemProps) {
  const { t } = useLingui();
  const subject = useQuery(subjectQuery(project.slug, review.subject.id));
  if (subject.isPending) return <Skeleton height="560px" radius="var(--radius-l)" />;
  if (subject.isError) return <ErrorState error={subject.error} onRetry={() => void subject.refetch()} />;
  return (
    <section className={styles.item} aria-label={subject.data.external_id}>
      <header className={styles.itemHead}>
        <h2>{subject.data.external_id}</h2>
        {review.reasons.map((reason) => (
          <Badge key={reason} tone="warn">
            {t(REASONS[reason])}
          </Badge>
        ))}
        <Link href={`/p/${project.slug}/subjects/${subject.data.id}`}><Trans>Subject page</Trans></Link>
        <Link href={`/p/${project.slug}/talk/${subject.data.discussion}`}><Trans>Discussion</Trans></Link>
      </header>
      {review.note !== "" && <blockquote dir="auto">{review.note}</blockquote>}
      <div className={styles.columns}>
        <SubjectImage project={project} subject={subject.data} />
        <div className={styles.words}>
          <DecisionForm project={project} review={review} subject={subject.data} onDecided={onDecided} />
          <Remarks slug={project.slug} remarks={subject.data.remarks} mayCurate />
          <Verdict project={project} subject={subject.data} />
        </div>
      </div>
    </section>
  );
}
