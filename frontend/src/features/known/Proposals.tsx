import { t } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { addKnownAnswer, proposalsQuery } from "../../api/known";
import type { Proposal } from "../../api/known";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import { useToast } from "../../ui/Toast";
import styles from "./Known.module.css";
import { Choices, SubjectCell } from "./SubjectCell";
import { percent } from "./wording";

/** Decided images on which volunteers agree; a curator looks and makes controls of them. */
export function Proposals({ slug }: { slug: string }) {
  const { t: say } = useLingui();
  const proposals = useQuery(proposalsQuery(slug));
  if (proposals.isPending) return <Skeleton height="360px" radius="var(--radius-l)" />;
  if (proposals.isError) return <ErrorState error={proposals.error} onRetry={() => void proposals.refetch()} />;
  if (proposals.data.length === 0) {
    return (
      <EmptyState title={say`Nothing to propose yet`}>
        <Trans>Images appear here once volunteers have clearly agreed on them, or when their expert labels are set aside for controls.</Trans>
      </EmptyState>
    );
  }
  return (
    <div className={styles.panel}>
      <p className={styles.muted}>
        <Trans>Experts have labelled these images, or volunteers agree on them; those with the classes that controls show least come first. Look at each one: a control is only as good as its answer.</Trans>
      </p>
      <Table caption={say`Proposals`} columns={columnsFor(slug)} rows={proposals.data} rowKey={({ subject }) => subject.id} cards />
    </div>
  );
}

function columnsFor(slug: string): Column<Proposal>[] {
  return [
    { key: "subject", title: t`Image`, cell: ({ subject }) => <SubjectCell slug={slug} subject={subject} /> },
    { key: "origin", title: t`By`, cell: ({ origin }) => (origin === "import" ? <Trans>experts</Trans> : <Trans>consensus</Trans>) },
    { key: "choices", title: t`Answer`, cell: ({ choices }) => <Choices choices={choices} /> },
    { key: "n", title: t`Classifications`, numeric: true, cell: ({ n }) => n },
    { key: "margin", title: t`Lead`, numeric: true, cell: ({ margin, origin }) => (origin === "import" ? "–" : percent(margin)) },
    { key: "actions", title: t`Change`, width: "190px", cell: (row) => <Accept slug={slug} row={row} /> },
  ];
}

function Accept({ slug, row }: { slug: string; row: Proposal }) {
  const { t: say } = useLingui();
  const queries = useQueryClient();
  const toast = useToast();
  const name = row.subject.external_id;
  const accept = useMutation({
    mutationFn: () =>
      addKnownAnswer(slug, { subject: row.subject.id, purpose: "control", choices: row.choices.map(({ code }) => code), origin: row.origin }),
    onSuccess: async () => {
      toast(say`${name} is a control now.`);
      await queries.invalidateQueries({ queryKey: ["project", slug] });
    },
    onError: (error: Error) => toast(error.message),
  });
  return (
    <Button busy={accept.isPending} aria-label={say`Make ${name} a control`} onClick={() => accept.mutate()}>
      <Trans>Make it a control</Trans>
    </Button>
  );
}
