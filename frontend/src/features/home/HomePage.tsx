import { Trans, useLingui } from "@lingui/react/macro";

import { useMe, useProjects } from "../../api/queries";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import styles from "./Home.module.css";
import { ProjectTile } from "./ProjectTile";

/** All projects, with what to do next. */
export default function HomePage() {
  const { t } = useLingui();
  const mayCreate = useMe().data?.may_create_projects ?? false;
  return (
    <>
      <PageHeader
        title={t`Look closely, decide together`}
        lead={t`Here many people look at the same scientific image. What they agree upon far beyond chance becomes a result that researchers use.`}
        actions={
          mayCreate ? (
            <ButtonLink href="/new">
              <Trans>New project</Trans>
            </ButtonLink>
          ) : undefined
        }
      />
      <ProjectTiles />
    </>
  );
}

function ProjectTiles() {
  const { t } = useLingui();
  const projects = useProjects();
  if (projects.isPending) {
    return (
      <div className={styles.tiles} aria-busy="true">
        {["first", "second", "third"].map((key) => (
          <Skeleton key={key} height="432px" radius="var(--radius-l)" />
        ))}
      </div>
    );
  }
  if (projects.isError) return <ErrorState error={projects.error} onRetry={() => void projects.refetch()} />;
  if (projects.data.length === 0) {
    return (
      <EmptyState title={t`No projects yet`}>
        <Trans>As soon as a project opens, it appears here. Please come back soon.</Trans>
      </EmptyState>
    );
  }
  return (
    <ul className={styles.tiles}>
      {projects.data.map((project) => (
        <ProjectTile key={project.id} project={project} />
      ))}
    </ul>
  );
}
