import { useQuery } from "@tanstack/react-query";

import { statisticsQuery } from "../../api/statistics";
import type { Statistics } from "../../api/statistics";
import { Card } from "../../ui/Card";
import { ColumnChart } from "../../ui/charts/ColumnChart";
import { PairedBars } from "../../ui/charts/PairedBars";
import { fillWhole } from "../../ui/charts/scale";
import { StackedBar } from "../../ui/charts/StackedBar";
import { ErrorState } from "../../ui/ErrorState";
import { countOf } from "../../ui/format";
import { Skeleton } from "../../ui/Skeleton";
import { ActivityChart } from "../project/ActivityChart";
import styles from "./Results.module.css";

/** The figures over all subjects: states, classifications per subject, votes and consensus per choice. */
export function Overview({ slug }: { slug: string }) {
  const statistics = useQuery(statisticsQuery(slug));
  if (statistics.isPending) return <OverviewSkeleton />;
  if (statistics.isError) return <ErrorState error={statistics.error} onRetry={() => void statistics.refetch()} />;
  return (
    <div className={styles.overview}>
      <div className={styles.left}>
        <States states={statistics.data.states} />
        <Histogram bins={statistics.data.votes_histogram} />
        <Card>
          <ActivityChart slug={slug} />
        </Card>
      </div>
      <Choices totals={statistics.data.per_choice} />
    </div>
  );
}

function States({ states: { open, reached, disputed } }: { states: Statistics["states"] }) {
  return (
    <Card className={styles.states}>
      <h2 className={styles.heading}>States</h2>
      <StackedBar
        label="Subjects by state"
        segments={[
          { key: "reached", label: "Consensus reached", value: reached, fill: "reached" },
          { key: "disputed", label: "Disputed", value: disputed, fill: "disputed" },
          { key: "open", label: "Open", value: open, fill: "open" },
        ]}
      />
    </Card>
  );
}

function Histogram({ bins }: { bins: Statistics["votes_histogram"] }) {
  const filled = fillWhole(bins.map(({ n, subjects }) => ({ at: n, value: subjects })));
  const subjects = bins.reduce((sum, bin) => sum + bin.subjects, 0);
  const counted = bins.reduce((sum, bin) => sum + bin.n * bin.subjects, 0);
  const mean = subjects === 0 ? 0 : counted / subjects;
  return (
    <Card>
      <ColumnChart
        title="Classifications per subject"
        summary={`${mean.toFixed(1)} counted classifications on average over ${countOf(subjects, "subject")}.`}
        columns={["Classifications", "Subjects"]}
        axis="Counted classifications"
        data={filled.map(({ at, value }) => ({ key: String(at), label: String(at), value }))}
      />
    </Card>
  );
}

function Choices({ totals }: { totals: Statistics["per_choice"] }) {
  const sorted = [...totals].sort((a, b) => b.votes - a.votes);
  return (
    <Card>
      <PairedBars
        title="Votes and consensus per choice"
        summary="A choice with many votes that rarely reach consensus is one that people pick in doubt."
        columns={["Choice", "Votes", "Subjects in consensus"]}
        data={sorted.map(({ code, name, votes, consensus }) => ({
          key: code,
          label: name,
          first: votes,
          second: consensus,
        }))}
      />
    </Card>
  );
}

function OverviewSkeleton() {
  return (
    <div className={styles.overview} aria-busy="true">
      <div className={styles.left}>
        <Skeleton height="136px" radius="var(--radius-l)" />
        <Skeleton height="420px" radius="var(--radius-l)" />
      </div>
      <Skeleton height="960px" radius="var(--radius-l)" />
    </div>
  );
}
