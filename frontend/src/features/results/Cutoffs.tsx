import type { ChoiceCutoff, ConsensusRun } from "../../api/runs";
import { formatP, formatShare } from "../../ui/format";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import styles from "./Results.module.css";

const MEANINGS: Record<Exclude<ChoiceCutoff["cutoff_meaning"], "value">, string> = {
  every_subject: "Every subject",
  no_subject: "No subject",
  highest_score: "The best choice wins",
};

/** What a choice's figure must be for the choice to be accepted. */
const TITLES: Record<string, string> = {
  p: "p-value below",
  share: "Share above",
  posterior: "Posterior above",
};

/** Where a run accepts each choice, and how often experts saw it. */
export function Cutoffs({ run }: { run: ConsensusRun }) {
  return (
    <Table
      caption={`Cutoffs of run ${run.number}`}
      columns={columnsFor(run.scale)}
      rows={run.choices}
      rowKey={({ code }) => code}
    />
  );
}

function columnsFor(scale: string): Column<ChoiceCutoff>[] {
  return [
    { key: "choice", title: "Choice", cell: ({ name }) => name },
    { key: "cutoff", title: TITLES[scale] ?? scale, cell: (choice) => cutoffOf(choice, scale) },
    {
      key: "frequency",
      title: "Experts",
      numeric: true,
      cell: ({ reference_frequency }) =>
        reference_frequency === null ? <span className={styles.none}>–</span> : formatShare(reference_frequency),
    },
  ];
}

function cutoffOf({ cutoff, cutoff_meaning }: ChoiceCutoff, scale: string): string {
  if (cutoff_meaning !== "value") return MEANINGS[cutoff_meaning];
  if (cutoff === null) return "–";
  // Near 1 it is the distance that tells shares and posteriors apart.
  return scale !== "p" && cutoff > 0.99 ? `1 − ${formatP(1 - cutoff)}` : formatP(cutoff);
}
