import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

import { subjectsQuery } from "../../api/subjects";
import type { Project } from "../../api/types";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { countOf, formatCount } from "../../ui/format";
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
                Load more
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
  const rows = pages.flatMap(({ results }) => results);
  const total = pages[0]?.total ?? 0;
  if (rows.length === 0) {
    return isFiltered ? (
      <EmptyState title="No subject matches" action={<Button onClick={onClear}>Clear the filter</Button>}>
        Nothing has this state, choice and name together.
      </EmptyState>
    ) : (
      <EmptyState title="No subjects yet">
        As soon as images are imported, they appear here with their votes.
      </EmptyState>
    );
  }
  return (
    <>
      <p className={styles.total} aria-live="polite">
        {rows.length < total
          ? `${formatCount(rows.length)} of ${countOf(total, "subject")}`
          : countOf(total, "subject")}
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
