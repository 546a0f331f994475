import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { Link, useParams } from "wouter";

import { ApiError } from "../../api/client";
import { useProject } from "../../api/queries";
import type { Project } from "../../api/types";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { NotFound } from "../../ui/NotFound";
import { Skeleton } from "../../ui/Skeleton";
import { bringIntoView } from "../../ui/bringIntoView";
import { useAccess } from "./access";
import type { Access } from "./access";
import styles from "./ProjectFrame.module.css";

type Section = "overview" | "learn" | "guide" | "rewards" | "results" | "data" | "models" | "jobs" | "import" | "talk" | "review" | "known" | "integrity" | "build" | "history";

interface ProjectFrameProps {
  section: Section;
  /** What the caller must be allowed to do to see the page. */
  needs?: keyof Access;
  children: (project: Project, access: Access) => ReactNode;
}

/** Loads the project of the address and frames its page with the links between the project's pages. */
export function ProjectFrame({ section, needs, children }: ProjectFrameProps) {
  const { slug = "" } = useParams();
  const project = useProject(slug);
  if (project.isPending) return <FrameSkeleton />;
  if (project.isError) {
    if (project.error instanceof ApiError && project.error.status === 404) return <UnknownProject />;
    return <ErrorState error={project.error} onRetry={() => void project.refetch()} />;
  }
  return (
    <Framed project={project.data} section={section} needs={needs}>
      {children}
    </Framed>
  );
}

function Framed({ project, section, needs, children }: ProjectFrameProps & { project: Project }) {
  const access = useAccess(project);
  return (
    <>
      <ProjectLinks project={project} section={section} access={access} />
      {needs === undefined || access[needs] ? children(project, access) : <ForMembers slug={project.slug} />}
    </>
  );
}

function ProjectLinks({ project, section, access }: { project: Project; section: Section; access: Access }) {
  const { t } = useLingui();
  const root = `/p/${project.slug}`;
  const links: { key: Section; href: string; label: string; shown: boolean }[] = [
    { key: "overview", href: root, label: t`Overview`, shown: true },
    { key: "learn", href: `${root}/learn`, label: t`Training`, shown: section === "learn" || project.my.why_not === "training_required" },
    { key: "guide", href: `${root}/guide`, label: t`Field guide`, shown: true },
    { key: "rewards", href: `${root}/rewards`, label: t`Rewards`, shown: true },
    { key: "talk", href: `${root}/talk`, label: t`Talk`, shown: true },
    { key: "review", href: `${root}/review`, label: t`Review`, shown: access.mayCurate },
    { key: "known", href: `${root}/known`, label: t`Known answers`, shown: access.mayCurate },
    { key: "integrity", href: `${root}/integrity`, label: t`Integrity`, shown: access.mayCurate },
    { key: "results", href: `${root}/results`, label: t`Results`, shown: access.mayRead },
    { key: "data", href: `${root}/data`, label: t`Data`, shown: access.mayRead },
    { key: "models", href: `${root}/models`, label: t`Models`, shown: access.mayRead },
    { key: "jobs", href: `${root}/jobs`, label: t`Jobs`, shown: access.mayRead },
    { key: "import", href: `${root}/import`, label: t`Import`, shown: access.mayCurate },
    { key: "build", href: `${root}/build`, label: t`Build`, shown: access.mayOwn },
    { key: "history", href: `${root}/history`, label: t`History`, shown: access.mayOwn },
  ];
  return (
    <nav aria-label={project.title} className={styles.links}>
      {links
        .filter(({ shown }) => shown)
        .map(({ key, href, label }) => (
          <Link key={key} href={href} aria-current={key === section ? "page" : undefined} ref={key === section ? bringIntoView : undefined}>
            {label}
          </Link>
        ))}
    </nav>
  );
}

function FrameSkeleton() {
  return (
    <div className={styles.skeleton} aria-busy="true">
      <Skeleton height="45px" radius="0" />
      <Skeleton width="48%" height="40px" />
      <Skeleton width="72%" height="24px" />
      <Skeleton height="360px" radius="var(--radius-l)" />
    </div>
  );
}

function UnknownProject() {
  const { t } = useLingui();
  return (
    <NotFound title={t`There is no such project`} action={<ButtonLink href="/"><Trans>All projects</Trans></ButtonLink>}>
      <Trans>The address may be mistyped, or the project is not open to everybody yet.</Trans>
    </NotFound>
  );
}

function ForMembers({ slug }: { slug: string }) {
  const { t } = useLingui();
  return (
    <EmptyState
      heading="h1"
      title={t`For the people who run the project`}
      action={
        <>
          <ButtonLink href={`/accounts/login/?next=${encodeURIComponent(window.location.pathname)}`} external>
            <Trans>Log in</Trans>
          </ButtonLink>
          <ButtonLink href={`/p/${slug}`} look="quiet">
            <Trans>About the project</Trans>
          </ButtonLink>
        </>
      }
    >
      <Trans>This page shows votes and results while people are still labelling, so it needs a role in the project. Its owner
      can give you one.</Trans>
    </EmptyState>
  );
}
