import { msg, t } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { i18n } from "@lingui/core";
import type { MessageDescriptor } from "@lingui/core";

import type { ChoiceCutoff, ConsensusRun } from "../../api/runs";
import { formatP, formatShare } from "../../ui/format";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import styles from "./Results.module.css";

const MEANINGS: Record<Exclude<ChoiceCutoff["cutoff_meaning"], "value">, MessageDescriptor> = {
  every_subject: msg`Every subject`,
  no_subject: msg`No subject`,
  highest_score: msg`The best choice wins`,
};

/** What a choice's figure must be for the choice to be accepted. */
const TITLES: Record<string, MessageDescriptor> = {
  p: msg`p-value below`,
  share: msg`Share above`,
  posterior: msg`Posterior above`,
};

/** Where a run accepts each choice, and how often experts saw it. */
export function Cutoffs({ run }: { run: ConsensusRun }) {
  const { t: say } = useLingui();
  return (
    <Table
      caption={say`Cutoffs of run ${run.number}`}
      columns={columnsFor(run.scale)}
      rows={run.choices}
      rowKey={({ code }) => code}
    />
  );
}

function titleOf(scale: string): string {
  const title = TITLES[scale];
  return title === undefined ? scale : i18n._(title);
}

function columnsFor(scale: string): Column<ChoiceCutoff>[] {
  return [
    { key: "choice", title: t`Choice`, cell: ({ name }) => name },
    { key: "cutoff", title: titleOf(scale), cell: (choice) => cutoffOf(choice, scale) },
    {
      key: "frequency",
      title: t`Experts`,
      numeric: true,
      cell: ({ reference_frequency }) =>
        reference_frequency === null ? <span className={styles.none}>–</span> : formatShare(reference_frequency),
    },
  ];
}

function cutoffOf({ cutoff, cutoff_meaning }: ChoiceCutoff, scale: string): string {
  if (cutoff_meaning !== "value") return i18n._(MEANINGS[cutoff_meaning]);
  if (cutoff === null) return "–";
  // Near 1 it is the distance that tells shares and posteriors apart.
  return scale !== "p" && cutoff > 0.99 ? `1 − ${formatP(1 - cutoff)}` : formatP(cutoff);
}
