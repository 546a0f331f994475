import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

import { subjectsQuery } from "../../api/subjects";
import type { Project } from "../../api/types";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { formatCount } from "../../ui/format";
import { Skeleton } from "../../ui/Skeleton";
import { useSubjectFilter } from "./filter";
import { FilterBar } from "./FilterBar";
import styles from "./Results.module.css";
import { SubjectTable } from "./SubjectTable";

/** The subjects of a project, to be filtered, searched and sorted. */
export function SubjectList({ project }: { project: Project }) {
  const { filter, change, clear, isFiltered } = useSubjectFilter();
  const subjects = useInfiniteQuery({ ...subjectsQuery(project.slug, filter), placeholderData: keepPreviousData });
  return (
    <div className={styles.list}>
      <FilterBar project={project} filter={filter} onChange={change} />
      {subjects.isPending && <ListSkeleton />}
      {subjects.isError && <ErrorState error={subjects.error} onRetry={() => void subjects.refetch()} />}
      {subjects.isSuccess && (
        <SubjectPages
          slug={project.slug}
          pages={subjects.data.pages}
          isFiltered={isFiltered}
          onClear={clear}
          more={
            subjects.hasNextPage && (
              <Button busy={subjects.isFetchingNextPage} onClick={() => void subjects.fetchNextPage()}>
                <Trans>Load more</Trans>
              </Button>
            )
          }
        />
      )}
    </div>
  );
}

interface SubjectPagesProps {
  slug: string;
  pages: { results: Parameters<typeof SubjectTable>[0]["rows"]; total: number }[];
  isFiltered: boolean;
  onClear: () => void;
  more: React.ReactNode;
}

function SubjectPages({ slug, pages, isFiltered, onClear, more }: SubjectPagesProps) {
  const { t } = useLingui();
  const rows = pages.flatMap(({ results }) => results);
  const total = pages[0]?.total ?? 0;
  if (rows.length === 0) {
    return isFiltered ? (
      <EmptyState title={t`No subject matches`} action={<Button onClick={onClear}><Trans>Clear the filter</Trans></Button>}>
        <Trans>Nothing has this state, choice and name together.</Trans>
      </EmptyState>
    ) : (
      <EmptyState title={t`No subjects yet`}>
        <Trans>As soon as images are imported, they appear here with their votes.</Trans>
      </EmptyState>
    );
  }
  return (
    <>
      <p className={styles.total} aria-live="polite">
        {rows.length < total
          ? t`${formatCount(rows.length)} of ${plural(total, { one: "# subject", other: "# subjects" })}`
          : plural(total, { one: "# subject", other: "# subjects" })}
      </p>
      <SubjectTable slug={slug} rows={rows} />
      <div className={styles.more}>{more}</div>
    </>
  );
}

function ListSkeleton() {
  return (
    <div className={styles.list} aria-busy="true">
      <Skeleton width="96px" height="21px" />
      <Skeleton height="640px" radius="var(--radius-l)" />
    </div>
  );
}
