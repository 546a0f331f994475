import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "wouter";

import { ApiError } from "../../api/client";
import { subjectQuery } from "../../api/subjects";
import type { SubjectDetail } from "../../api/subjects";
import type { Project } from "../../api/types";
import { ButtonLink } from "../../ui/Button";
import { ErrorState } from "../../ui/ErrorState";
import { NotFound } from "../../ui/NotFound";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { MakeControl } from "../known/MakeControl";
import type { Access } from "../project/access";
import { ProjectFrame } from "../project/ProjectFrame";
import { Flag } from "../review/Flag";
import { ClassificationTable } from "./ClassificationTable";
import { Facts } from "./Facts";
import { Reference } from "./Reference";
import { Remarks } from "./Remarks";
import { ShowInGuide } from "./ShowInGuide";
import { StateBadge } from "./states";
import styles from "./Subject.module.css";
import { SubjectImage } from "./SubjectImage";
import { Verdict } from "./Verdict";
import { Withdraw } from "./Withdraw";

/** Everything about one subject: image, votes, consensus, and where they come from. */
export default function SubjectPage() {
  return (
    <ProjectFrame section="results" needs="mayRead">
      {(project, access) => <SubjectOf project={project} access={access} />}
    </ProjectFrame>
  );
}

function SubjectOf({ project, access }: { project: Project; access: Access }) {
  const { t } = useLingui();
  const { id = "" } = useParams();
  const subject = useQuery(subjectQuery(project.slug, id));
  if (subject.isPending) return <SubjectSkeleton />;
  if (subject.isError) {
    if (subject.error instanceof ApiError && subject.error.status === 404) {
      return (
        <NotFound
          title={t`There is no such subject`}
          action={<ButtonLink href={`/p/${project.slug}/results`}><Trans>All results</Trans></ButtonLink>}
        >
          <Trans>The address may be mistyped.</Trans>
        </NotFound>
      );
    }
    return <ErrorState error={subject.error} onRetry={() => void subject.refetch()} />;
  }
  return <Subject project={project} subject={subject.data} access={access} />;
}

function Subject({ project, subject, access }: { project: Project; subject: SubjectDetail; access: Access }) {
  const names = new Map(subject.votes.map(({ code, name }) => [code, name]));
  return (
    <>
      <PageHeader
        title={subject.external_id}
        above={<Link href={`/p/${project.slug}/results`}><Trans>All results</Trans></Link>}
        actions={
          <>
            <StateBadge state={subject.state} />
            <ButtonLink href={`/p/${project.slug}/talk/${subject.discussion}`}><Trans>Discussion</Trans></ButtonLink>
            {access.mayCurate && <Flag slug={project.slug} subject={subject} />}
            {access.mayCurate && subject.state !== "withdrawn" && <MakeControl project={project} subject={subject} />}
            {access.mayCurate && subject.state !== "withdrawn" && <ShowInGuide project={project} subject={subject} />}
            {access.mayCurate && subject.state !== "withdrawn" && <Withdraw slug={project.slug} subject={subject} />}
          </>
        }
      />
      <div className={styles.top}>
        <SubjectImage project={project} subject={subject} />
        <Verdict project={project} subject={subject} />
      </div>
      <div className={styles.bottom}>
        <Remarks slug={project.slug} remarks={subject.remarks} mayCurate={access.mayCurate} />
        <Reference reference={subject.reference} />
        <Facts subject={subject} />
      </div>
      <ClassificationTable classifications={subject.classifications} names={names} />
    </>
  );
}

function SubjectSkeleton() {
  return (
    <div aria-busy="true">
      <div className={styles.headerSkeleton}>
        <Skeleton width="96px" height="21px" />
        <Skeleton width="320px" height="48px" />
      </div>
      <div className={styles.top}>
        <Skeleton height="560px" radius="var(--radius-l)" />
        <Skeleton height="560px" radius="var(--radius-l)" />
      </div>
    </div>
  );
}
