import { plural, t } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { freezeTable, tableQuery, tablesQuery } from "../../api/models";
import type { Targets, TrainingTable } from "../../api/models";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { PairedBars } from "../../ui/charts/PairedBars";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Field, Select } from "../../ui/Field";
import { formatCount, formatMoment } from "../../ui/format";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import { useToast } from "../../ui/Toast";
import { KeyedDialog } from "./KeyedDialog";
import styles from "./Models.module.css";
import { TARGETS } from "./wording";

const SHORT = 12;

/** What networks learnt from, frozen; one of them opened. */
export function TableList({ slug }: { slug: string }) {
  const { t, i18n } = useLingui();
  const tables = useQuery(tablesQuery(slug));
  const [opened, setOpened] = useState<string>();
  if (tables.isPending) return <Skeleton height="320px" radius="var(--radius-l)" />;
  if (tables.isError) return <ErrorState error={tables.error} onRetry={() => void tables.refetch()} />;
  const shown = tables.data.find(({ id }) => id === opened) ?? tables.data[0];
  const columns: Column<TrainingTable>[] = [
    {
      key: "frozen",
      title: t`Frozen`,
      cell: ({ id, created_at }) => (
        <Button look="quiet" className={styles.opener} aria-pressed={id === shown?.id} onClick={() => setOpened(id)}>{formatMoment(created_at)}</Button>
      ),
    },
    { key: "targets", title: t`To be learnt`, cell: ({ targets }) => i18n._(TARGETS[targets]) },
    ...countColumns(),
    { key: "digest", title: t`Digest`, cell: ({ digest }) => <code className={styles.mono} title={digest}>{digest.slice(0, SHORT)}</code> },
  ];
  return (
    <div className={styles.list}>
      <div className={styles.bar}>
        <p className={styles.muted}><Trans>The same labels and votes always give the same table, so that a training can be done again.</Trans></p>
        <FreezeDialog slug={slug} onFrozen={setOpened} />
      </div>
      {shown === undefined ? (
        <EmptyState title={t`No training tables yet`}>
          <Trans>A table holds the labels and votes of one moment, and keeps the hold-out apart.</Trans>
        </EmptyState>
      ) : (
        <>
          <Table caption={t`Training tables`} columns={columns} rows={tables.data} rowKey={({ id }) => id} cards />
          <TableContents slug={slug} table={shown} />
        </>
      )}
    </div>
  );
}

const countColumns = (): Column<TrainingTable>[] => [
  { key: "subjects", title: t`Images`, numeric: true, cell: ({ subjects }) => formatCount(subjects) },
  { key: "labelled", title: t`With a label`, numeric: true, cell: ({ labelled }) => formatCount(labelled) },
  { key: "holdout", title: t`Hold-out`, numeric: true, cell: ({ holdout }) => formatCount(holdout) },
  { key: "away", title: t`Kept away`, numeric: true, cell: ({ kept_away: away }) => formatCount(away) },
  { key: "models", title: t`Models`, numeric: true, cell: ({ models }) => formatCount(models) },
];

function TableContents({ slug, table: { id, created_at, judged_by, influenced } }: { slug: string; table: TrainingTable }) {
  const { t } = useLingui();
  const page = useQuery(tableQuery(slug, id));
  if (page.isPending) return <Skeleton height="480px" radius="var(--radius-l)" />;
  if (page.isError) return <ErrorState error={page.error} onRetry={() => void page.refetch()} />;
  const { choices, labelled, holdout } = page.data;
  const moment = formatMoment(created_at);
  return (
    <Card>
      <PairedBars
        title={t`What is in the table of ${moment}`}
        summary={t`${plural(labelled, { one: "# labelled image", other: "# labelled images" })} to learn from, ${plural(holdout, { one: "# image", other: "# images" })} to judge by. Classes that few show are learnt and judged badly.`}
        columns={[t`Choice`, t`To learn from`, t`Hold-out`]}
        data={choices.map(({ code, name, training, holdout: held }) => ({ key: code, label: name, first: training, second: held }))}
      />
      {judged_by === "consensus" && (
        <p>
          <Trans>Consensus judges here, only of images that no model chose for an answer.</Trans>{" "}
          {influenced > 0 && (
            <Plural
              value={influenced}
              one="# image neither judges nor teaches, for a model chose it."
              other="# images neither judge nor teach, for a model chose them."
            />
          )}
        </p>
      )}
    </Card>
  );
}

function FreezeDialog({ slug, onFrozen }: { slug: string; onFrozen: (id: string) => void }) {
  const { t } = useLingui();
  const toast = useToast();
  const cache = useQueryClient();
  const [open, setOpen] = useState(false);
  const [targets, setTargets] = useState<Targets>("labels");
  const freeze = useMutation({
    mutationFn: () => freezeTable(slug, targets),
    onSuccess: async ({ id }) => {
      setOpen(false);
      toast(t`The table is frozen.`);
      onFrozen(id);
      await cache.invalidateQueries({ queryKey: ["project", slug, "training-tables"] });
    },
  });
  const show = () => {
    freeze.reset();
    setOpen(true);
  };
  return (
    <KeyedDialog
      title={t`Freeze a table`}
      letter="f"
      open={open}
      onOpen={show}
      onClose={() => setOpen(false)}
      submit={t`Freeze`}
      onSubmit={() => freeze.mutate()}
      isBusy={freeze.isPending}
    >
      <Field
        label={t`What networks are to learn`}
        hint={t`Recipes that read votes learn from labels alone: with the consensus as its target, a network would read its own answers.`}
        error={freeze.error?.message}
      >
        {(ids) => (
          <Select {...ids} value={targets} onChange={(event) => setTargets(event.target.value as Targets)}>
            {(Object.keys(TARGETS) as Targets[]).map((one) => <option key={one} value={one}>{t(TARGETS[one])}</option>)}
          </Select>
        )}
      </Field>
    </KeyedDialog>
  );
}
