import { t } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";

import { problemsFile, problemsQuery } from "../../api/imports";
import type { ImportProblem, ImportRun } from "../../api/imports";
import { Button, ButtonLink } from "../../ui/Button";
import { ErrorState } from "../../ui/ErrorState";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import styles from "./Import.module.css";

const columnsOf = (): Column<ImportProblem>[] => [
  { key: "row", title: t`Row`, numeric: true, width: "64px", cell: ({ row }) => row },
  { key: "name", title: t`Name`, cell: ({ external_id }) => (external_id === "" ? "–" : external_id) },
  { key: "field", title: t`Field`, cell: ({ field }) => (field === "" ? "–" : <code>{field}</code>) },
  { key: "code", title: t`Code`, cell: ({ code }) => <code>{code}</code> },
  { key: "reason", title: t`Reason`, cell: ({ reason }) => reason },
];

/** The refused rows of an import, with a file of all of them. */
export function Problems({ slug, run }: { slug: string; run: ImportRun }) {
  const { t: say } = useLingui();
  const problems = useInfiniteQuery(problemsQuery(slug, run.id));
  if (problems.isPending) return <Skeleton height="240px" radius="var(--radius-l)" />;
  if (problems.isError) return <ErrorState error={problems.error} onRetry={() => void problems.refetch()} />;
  const rows = problems.data.pages.flatMap(({ results }) => results);
  return (
    <div className={styles.problems}>
      <Table
        caption={say`Refused rows of ${run.subject_set}`}
        columns={columnsOf()}
        rows={rows}
        rowKey={({ row, field, code }) => `${row} ${field} ${code}`}
        cards
      />
      <div className={styles.problemActions}>
        <ButtonLink href={problemsFile(slug, run.id)} external>
          <Trans>Download problems.csv</Trans>
        </ButtonLink>
        {problems.hasNextPage && (
          <Button busy={problems.isFetchingNextPage} onClick={() => void problems.fetchNextPage()}>
            <Trans>Load more</Trans>
          </Button>
        )}
      </div>
    </div>
  );
}
