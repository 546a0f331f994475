import { Trans, useLingui } from "@lingui/react/macro";

import type { Influence } from "../../api/influence";
import { formatCount, formatRoughly } from "../../ui/format";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";

interface Row {
  key: string;
  title: string;
  blind: string;
  chosen: string;
}

/** How far both groups are, side by side. */
export function InfluenceGroups({ report: { blind, chosen, votes, label_source } }: { report: Influence }) {
  const { t } = useLingui();
  const mean = (figure: { value: number } | null | undefined) => (figure == null ? "–" : formatRoughly(figure.value));
  const counts = (key: "subjects" | "ended" | "reached" | "disputed" | "stopped" | "labelled", title: string): Row => ({
    key,
    title,
    blind: formatCount(blind[key]),
    chosen: formatCount(chosen[key]),
  });
  const rows = [
    counts("subjects", t`Subjects`),
    counts("ended", t`Need no more answers`),
    counts("reached", t`Consensus reached`),
    counts("disputed", t`Disputed`),
    counts("stopped", t`Stopped by the loop before`),
    { key: "votes", title: t`Answers per subject that needs no more`, blind: mean(votes?.blind), chosen: mean(votes?.chosen) },
    ...(label_source === "" ? [] : [counts("labelled", t`With labels of ${label_source}`)]),
  ];
  const columns: Column<Row>[] = [
    { key: "title", title: t`Group`, cell: ({ title }) => title },
    { key: "blind", title: t`Blind`, numeric: true, cell: (row) => row.blind },
    { key: "chosen", title: t`Models may choose`, numeric: true, cell: (row) => row.chosen },
  ];
  return (
    <>
      <Table caption={t`Both groups`} columns={columns} rows={rows} rowKey={({ key }) => key} />
      {votes?.beyond_chance === true && (
        <p><Trans>The groups differ in answers per subject by more than chance.</Trans></p>
      )}
    </>
  );
}
