import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { downloadsQuery } from "../../api/downloads";
import type { Project } from "../../api/types";
import { classes } from "../../ui/classes";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { ProjectFrame } from "../project/ProjectFrame";
import styles from "./Data.module.css";
import { DownloadCard } from "./DownloadCard";
import { ForPrograms } from "./ForPrograms";

/** Everything to take away: classifications, votes and consensus as files. */
export default function DataPage() {
  const { t } = useLingui();
  return (
    <ProjectFrame section="data" needs="mayRead">
      {(project) => (
        <>
          <PageHeader
            title={t`Data`}
            lead={t`Each file is made while you download it, so it holds everything up to this moment. Volunteers appear under their pseudonyms.`}
          />
          <Downloads project={project} />
        </>
      )}
    </ProjectFrame>
  );
}

function Downloads({ project }: { project: Project }) {
  const { t } = useLingui();
  const downloads = useQuery(downloadsQuery(project.slug));
  if (downloads.isPending) {
    return (
      <div className={classes(styles.downloads, styles.loading)} aria-busy="true">
        {["first", "second", "third", "fourth"].map((key) => (
          <Skeleton key={key} height="168px" radius="var(--radius-l)" />
        ))}
      </div>
    );
  }
  if (downloads.isError) return <ErrorState error={downloads.error} onRetry={() => void downloads.refetch()} />;
  if (downloads.data.length === 0) return <EmptyState title={t`Nothing to download yet`} />;
  return (
    <>
      <ul className={styles.downloads}>
        {downloads.data.map((download) => (
          <DownloadCard key={download.name} download={download} />
        ))}
      </ul>
      <ForPrograms example={downloads.data[0]?.url ?? ""} />
    </>
  );
}
