import { useInfiniteQuery } from "@tanstack/react-query";

import { problemsFile, problemsQuery } from "../../api/imports";
import type { ImportProblem, ImportRun } from "../../api/imports";
import { Button, ButtonLink } from "../../ui/Button";
import { ErrorState } from "../../ui/ErrorState";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import styles from "./Import.module.css";

const COLUMNS: Column<ImportProblem>[] = [
  { key: "row", title: "Row", numeric: true, width: "64px", cell: ({ row }) => row },
  { key: "name", title: "Name", cell: ({ external_id }) => (external_id === "" ? "–" : external_id) },
  { key: "field", title: "Field", cell: ({ field }) => (field === "" ? "–" : <code>{field}</code>) },
  { key: "code", title: "Code", cell: ({ code }) => <code>{code}</code> },
  { key: "reason", title: "Reason", cell: ({ reason }) => reason },
];

/** The refused rows of an import, with a file of all of them. */
export function Problems({ slug, run }: { slug: string; run: ImportRun }) {
  const problems = useInfiniteQuery(problemsQuery(slug, run.id));
  if (problems.isPending) return <Skeleton height="240px" radius="var(--radius-l)" />;
  if (problems.isError) return <ErrorState error={problems.error} onRetry={() => void problems.refetch()} />;
  const rows = problems.data.pages.flatMap(({ results }) => results);
  return (
    <div className={styles.problems}>
      <Table
        caption={`Refused rows of ${run.subject_set}`}
        columns={COLUMNS}
        rows={rows}
        rowKey={({ row, field, code }) => `${row} ${field} ${code}`}
        cards
      />
      <div className={styles.problemActions}>
        <ButtonLink href={problemsFile(slug, run.id)} external>
          Download problems.csv
        </ButtonLink>
        {problems.hasNextPage && (
          <Button busy={problems.isFetchingNextPage} onClick={() => void problems.fetchNextPage()}>
            Load more
          </Button>
        )}
      </div>
    </div>
  );
}
