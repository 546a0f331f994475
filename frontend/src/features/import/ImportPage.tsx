import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { importsQuery, isUnderWay } from "../../api/imports";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { ProjectFrame } from "../project/ProjectFrame";
import styles from "./Import.module.css";
import { ImportCard } from "./ImportCard";
import { UploadForm } from "./UploadForm";

/** Brings images into a project and shows how that went. */
export default function ImportPage() {
  const { t } = useLingui();
  return (
    <ProjectFrame section="import" needs="mayCurate">
      {(project) => (
        <>
          <PageHeader
            title={t`Import`}
            lead={t`Good rows go in, bad ones are listed with the reason. Importing the same rows again changes nothing.`}
          />
          <div className={styles.layout}>
            <UploadForm project={project} />
            <section className={styles.runs} aria-labelledby="imports">
              <h2 id="imports"><Trans>Imports</Trans></h2>
              <ImportList slug={project.slug} />
            </section>
          </div>
        </>
      )}
    </ProjectFrame>
  );
}

function ImportList({ slug }: { slug: string }) {
  const { t } = useLingui();
  const imports = useQuery(importsQuery(slug));
  if (imports.isPending) return <Skeleton height="168px" radius="var(--radius-l)" />;
  if (imports.isError) return <ErrorState error={imports.error} onRetry={() => void imports.refetch()} />;
  if (imports.data.length === 0)
    return <EmptyState title={t`No imports yet`}><Trans>What you upload appears here with its progress.</Trans></EmptyState>;
  return imports.data.map((run, index) => (
    <ImportCard key={run.id} slug={slug} run={run} initiallyOpen={index === 0 || isUnderWay(run)} />
  ));
}
