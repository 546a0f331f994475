import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { holdQuery } from "../../api/integrity";
import { ladderQuery } from "../../api/ladder";
import type { Ladder } from "../../api/ladder";
import type { Project } from "../../api/types";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { useLeftovers } from "../classify/useLeftovers";
import { HoldCard } from "../integrity/HoldNotice";
import { ProjectFrame } from "../project/ProjectFrame";
import styles from "./Learn.module.css";
import { Rungs } from "./Rungs";

/** Where somebody stands on the project's ladder, and one button for what comes next. */
export default function LearnPage() {
  return <ProjectFrame section="learn">{(project) => <Learn project={project} />}</ProjectFrame>;
}

function Learn({ project }: { project: Project }) {
  const { t } = useLingui();
  // Answers given before the return was known are still on their way.
  useLeftovers();
  const ladder = useQuery(ladderQuery(project.slug));
  // Waited for as well: a card that came later would push the page down.
  const hold = useQuery(holdQuery(project.slug));
  if (ladder.isPending || hold.isPending) {
    return (
      <div className={styles.page} aria-busy="true">
        <Skeleton width="50%" height="40px" />
        <Skeleton height="360px" radius="var(--radius-l)" />
      </div>
    );
  }
  if (ladder.isError) return <ErrorState error={ladder.error} onRetry={() => void ladder.refetch()} />;
  const { steps, stages } = ladder.data;
  if (steps.length + stages.length === 0) {
    return (
      <>
        <EmptyState heading="h1" title={t`No training needed`} action={<ButtonLink href={`/p/${project.slug}/classify`} look="primary"><Trans>Start labelling</Trans></ButtonLink>}>
          <Trans>This project lets everybody label at once. The field guide shows what to look for.</Trans>
        </EmptyState>
        <HoldCard slug={project.slug} />
      </>
    );
  }
  return (
    <div className={styles.page}>
      <PageHeader title={titleOf(ladder.data, t`Learn to label`, t`A short practice`, t`You are a contributor`)} lead={<Lead ladder={ladder.data} />} />
      <HoldCard slug={project.slug} />
      <CallToLearn project={project} ladder={ladder.data} />
      <Rungs ladder={ladder.data} />
    </div>
  );
}

function titleOf({ level, next }: Ladder, learning: string, returned: string, arrived: string): string {
  if (next === "label") return arrived;
  return level === "returned" ? returned : learning;
}

function Lead({ ladder }: { ladder: Ladder }) {
  const { i18n } = useLingui();
  if (ladder.next === "label") return <Trans>You know what to look for, and your answers count.</Trans>;
  if (ladder.level !== "returned") return <Trans>A few minutes with images whose answer is known. You see at once what you found and what you missed.</Trans>;
  // The server tells the figures in English alone.
  if (ladder.reason !== "" && i18n.locale === "en") return ladder.reason;
  return (
    <Trans>
      Your last known images went less well than before; a short practice brings you back. Everything that you did before
      stays.
    </Trans>
  );
}

function CallToLearn({ project, ladder }: { project: Project; ladder: Ladder }) {
  const root = `/p/${project.slug}`;
  const isUnderWay = ladder.next === "tutorial" ? ladder.tutorial_position > 0 : ladder.stages.some(({ recent, state }) => state === "passed" || recent.length > 0);
  return (
    <p className={styles.call}>
      {ladder.next === "label" && (
        <ButtonLink href={`${root}/classify`} look="primary" size="l">
          <Trans>Label images</Trans>
        </ButtonLink>
      )}
      {ladder.next === "tutorial" && (
        <ButtonLink href={`${root}/learn/tutorial`} look="primary" size="l">
          {isUnderWay ? <Trans>Go on with the tutorial</Trans> : <Trans>Start the tutorial</Trans>}
        </ButtonLink>
      )}
      {ladder.next === "training" && (
        <ButtonLink href={`${root}/learn/training`} look="primary" size="l">
          {ladder.level === "returned" ? <Trans>Practise</Trans> : isUnderWay ? <Trans>Go on training</Trans> : <Trans>Start training</Trans>}
        </ButtonLink>
      )}
      {ladder.next !== "tutorial" && ladder.steps.length > 0 && (
        <ButtonLink href={`${root}/learn/tutorial`} look="quiet" size="l">
          <Trans>See the tutorial again</Trans>
        </ButtonLink>
      )}
    </p>
  );
}
