import { plural } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { statisticsQuery } from "../../api/statistics";
import type { Statistics } from "../../api/statistics";
import { Card } from "../../ui/Card";
import { ColumnChart } from "../../ui/charts/ColumnChart";
import { PairedBars } from "../../ui/charts/PairedBars";
import { fillWhole } from "../../ui/charts/scale";
import { StackedBar } from "../../ui/charts/StackedBar";
import { ErrorState } from "../../ui/ErrorState";
import { formatRoughly } from "../../ui/format";
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
        {statistics.data.per_question.length > 0 && <Questions totals={statistics.data.per_question} />}
        <Histogram bins={statistics.data.votes_histogram} />
        <Card>
          <ActivityChart slug={slug} />
        </Card>
      </div>
      <Choices totals={statistics.data.per_choice} />
    </div>
  );
}

function States({ states: { open, reached, disputed, settled } }: { states: Statistics["states"] }) {
  const { t } = useLingui();
  return (
    <Card className={styles.states}>
      <h2 className={styles.heading}><Trans>States</Trans></h2>
      <StackedBar
        label={t`Subjects by state`}
        segments={[
          { key: "reached", label: t`Consensus reached`, value: reached, fill: "reached" },
          { key: "disputed", label: t`Disputed`, value: disputed, fill: "disputed" },
          ...(settled > 0 ? [{ key: "settled", label: t`Settled early`, value: settled, fill: "no" as const }] : []),
          { key: "open", label: t`Open`, value: open, fill: "open" },
        ]}
      />
    </Card>
  );
}

/** What each yes-or-no question has come to. */
function Questions({ totals }: { totals: Statistics["per_question"] }) {
  const { t } = useLingui();
  return (
    <Card className={styles.states}>
      <h2 className={styles.heading}><Trans>Yes-or-no questions</Trans></h2>
      {totals.map(({ task, question, name, answers, yes, no, disputed, waiting }) => (
        <section key={task} className={styles.questionFigures} aria-label={question}>
          <h3 className={styles.subheading}><bdi>{question}</bdi></h3>
          <p className={styles.total}>
            <bdi>{name}</bdi> · <Plural value={answers} one="# counted answer" other="# counted answers" />
          </p>
          <StackedBar
            label={t`Subjects by answer`}
            segments={[
              { key: "yes", label: t`Yes`, value: yes, fill: "reached" },
              { key: "no", label: t`No`, value: no, fill: "no" },
              { key: "disputed", label: t`Disputed`, value: disputed, fill: "disputed" },
              { key: "waiting", label: t`Waiting for answers`, value: waiting, fill: "open" },
            ]}
          />
        </section>
      ))}
    </Card>
  );
}

function Histogram({ bins }: { bins: Statistics["votes_histogram"] }) {
  const { t } = useLingui();
  const filled = fillWhole(bins.map(({ n, subjects }) => ({ at: n, value: subjects })));
  const subjects = bins.reduce((sum, bin) => sum + bin.subjects, 0);
  const counted = bins.reduce((sum, bin) => sum + bin.n * bin.subjects, 0);
  const mean = subjects === 0 ? 0 : counted / subjects;
  const average = formatRoughly(mean);
  return (
    <Card>
      <ColumnChart
        title={t`Classifications per subject`}
        summary={t`${average} counted classifications on average over ${plural(subjects, { one: "# subject", other: "# subjects" })}.`}
        columns={[t`Classifications`, t`Subjects`]}
        axis={t`Counted classifications`}
        data={filled.map(({ at, value }) => ({ key: String(at), label: String(at), value }))}
      />
    </Card>
  );
}

function Choices({ totals }: { totals: Statistics["per_choice"] }) {
  const { t } = useLingui();
  const sorted = [...totals].sort((a, b) => b.votes - a.votes);
  return (
    <Card>
      <PairedBars
        title={t`Votes and consensus per choice`}
        summary={t`A choice with many votes that rarely reach consensus is one that people pick in doubt.`}
        columns={[t`Choice`, t`Votes`, t`Subjects in consensus`]}
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
