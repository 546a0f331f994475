import { t } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { changeKnownAnswer, knownAnswersQuery, removeKnownAnswer } from "../../api/known";
import type { KnownAnswer } from "../../api/known";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import { useToast } from "../../ui/Toast";
import styles from "./Known.module.css";
import { Choices, SubjectCell } from "./SubjectCell";
import { PURPOSES, percent } from "./wording";

/** All known answers: what they are for, how they are answered, and whether they have become known. */
export function KnownAnswers({ slug }: { slug: string }) {
  const { t: say } = useLingui();
  const known = useQuery(knownAnswersQuery(slug));
  if (known.isPending) return <Skeleton height="360px" radius="var(--radius-l)" />;
  if (known.isError) return <ErrorState error={known.error} onRetry={() => void known.refetch()} />;
  if (known.data.length === 0) {
    return (
      <EmptyState title={say`No answer is known yet`}>
        <Trans>Open an image under Results and press “Make it a control”, or take one that consensus proposes.</Trans>
      </EmptyState>
    );
  }
  return (
    <div className={styles.panel}>
      <p className={styles.muted}>
        <Trans>{known.data.length} known answers. Suspected ones come first: let them rest, and take others.</Trans>
      </p>
      <Table caption={say`Known answers`} columns={columnsFor(slug)} rows={known.data} rowKey={({ id }) => id} cards />
    </div>
  );
}

function columnsFor(slug: string): Column<KnownAnswer>[] {
  return [
    { key: "subject", title: t`Image`, cell: ({ subject }) => <SubjectCell slug={slug} subject={subject} /> },
    { key: "choices", title: t`Answer`, cell: ({ choices }) => <Choices choices={choices} /> },
    { key: "purpose", title: t`For`, cell: ({ purpose, stage }) => <span>{stage ?? t(PURPOSES[purpose])}</span> },
    { key: "exposures", title: t`Answers`, numeric: true, cell: ({ exposures }) => exposures },
    { key: "right", title: t`Right`, numeric: true, cell: ({ share_right }) => percent(share_right) },
    { key: "expected", title: t`Expected`, numeric: true, cell: ({ expected }) => percent(expected) },
    { key: "state", title: t`State`, cell: (row) => <State row={row} /> },
    { key: "actions", title: t`Change`, width: "190px", cell: (row) => <Actions slug={slug} row={row} /> },
  ];
}

function State({ row }: { row: KnownAnswer }) {
  return (
    <span className={styles.chips}>
      {row.state === "resting" ? <Badge><Trans>resting</Trans></Badge> : <Badge tone="good"><Trans>in use</Trans></Badge>}
      {row.suspicion === "known" && <Badge tone="warn"><Trans>too often right</Trans></Badge>}
      {row.suspicion === "fast" && <Badge tone="warn"><Trans>answered too fast</Trans></Badge>}
    </span>
  );
}

function Actions({ slug, row }: { slug: string; row: KnownAnswer }) {
  const { t: say } = useLingui();
  const queries = useQueryClient();
  const toast = useToast();
  const refresh = () => queries.invalidateQueries({ queryKey: ["project", slug] });
  const onError = (error: Error) => toast(error.message);
  const change = useMutation({
    mutationFn: () => changeKnownAnswer(slug, row.id, row.state === "resting" ? "active" : "resting"),
    onSuccess: refresh,
    onError,
  });
  const removal = useMutation({
    mutationFn: () => removeKnownAnswer(slug, row.id),
    onSuccess: async () => {
      toast(say`The image collects votes again.`);
      await refresh();
    },
    onError,
  });
  const name = row.subject.external_id;
  return (
    <span className={styles.actions}>
      <Button
        busy={change.isPending}
        aria-label={row.state === "resting" ? say`Use ${name} again` : say`Let ${name} rest`}
        onClick={() => change.mutate()}
      >
        {row.state === "resting" ? <Trans>Use</Trans> : <Trans>Rest</Trans>}
      </Button>
      <Button look="quiet" busy={removal.isPending} aria-label={say`Remove ${name}`} onClick={() => removal.mutate()}>
        <Trans>Remove</Trans>
      </Button>
    </span>
  );
}
