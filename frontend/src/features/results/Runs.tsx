import { plural, t } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { runsQuery } from "../../api/runs";
import type { ConsensusRun } from "../../api/runs";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Field, Select } from "../../ui/Field";
import { formatMoment } from "../../ui/format";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import { Cutoffs } from "./Cutoffs";
import styles from "./Results.module.css";

const columnsOf = (): Column<ConsensusRun>[] => [
  { key: "number", title: t`Run`, numeric: true, cell: ({ number }) => number },
  { key: "method", title: t`Method`, cell: (run) => methodOf(run) },
  { key: "task", title: t`Question`, cell: ({ task }) => task },
  { key: "rounds", title: t`Rounds`, cell: ({ rounds }) => rounds.join(", ") },
  {
    key: "reference",
    title: t`Expert labels`,
    cell: ({ held_out, reference_source }) =>
      held_out === 0 ? (
        <span className={styles.none}><Trans>None</Trans></span>
      ) : (
        t`${plural(held_out, { one: "# subject", other: "# subjects" })} from ${reference_source}`
      ),
  },
  { key: "created", title: t`Computed`, cell: ({ created_at }) => formatMoment(created_at) },
];

/** Consensus computed anew over pooled rounds: which method made which run, and its cutoffs. */
export function Runs({ slug }: { slug: string }) {
  const { t } = useLingui();
  const runs = useQuery(runsQuery(slug));
  const [chosen, setChosen] = useState<string>();
  if (runs.isPending) return <Skeleton height="240px" radius="var(--radius-l)" />;
  if (runs.isError) return <ErrorState error={runs.error} onRetry={() => void runs.refetch()} />;
  const [newest] = runs.data;
  if (newest === undefined) {
    return (
      <EmptyState title={t`No runs yet`}>
        <Trans>Somebody with access to the server can compute consensus anew with manage.py recompute_consensus.</Trans>
      </EmptyState>
    );
  }
  const run = runs.data.find((one) => keyOf(one) === chosen) ?? newest;
  return (
    <div className={styles.list}>
      <Table caption={t`Runs`} columns={columnsOf()} rows={runs.data} rowKey={keyOf} cards />
      <section className={styles.list} aria-labelledby="cutoffs">
        <h2 id="cutoffs" className={styles.heading}><Trans>Cutoffs</Trans></h2>
        <Field label={t`Run`} hint={t`A choice is accepted beyond its cutoff. Experts: share of their subjects that show it.`}>
          {(ids) => (
            <Select {...ids} value={keyOf(run)} onChange={(event) => setChosen(event.target.value)}>
              {runs.data.map((one) => (
                <option key={keyOf(one)} value={keyOf(one)}>
                  {`${one.number}: ${methodOf(one)}`}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Cutoffs run={run} />
      </section>
    </div>
  );
}

/** Runs are numbered per task, and tasks may share their words but not a moment. */
const keyOf = ({ number, task, created_at }: ConsensusRun): string => `${number} ${created_at} ${task}`;

/** Methods go by the names that the command and the files give them. */
const methodOf = ({ method, decided_by }: ConsensusRun): string =>
  decided_by === "live_rule" ? t`Live rule (${method})` : method;
