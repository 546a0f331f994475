import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { statisticsQuery } from "../../api/statistics";
import { ColumnChart } from "../../ui/charts/ColumnChart";
import { fillDays } from "../../ui/charts/scale";
import { formatDay } from "../../ui/format";
import { Skeleton } from "../../ui/Skeleton";
import styles from "./Project.module.css";

const SHOWN_DAYS = 60;

/** Labels per day over the last two months. */
export function ActivityChart({ slug }: { slug: string }) {
  const { t } = useLingui();
  const statistics = useQuery(statisticsQuery(slug));
  if (statistics.isPending) return <Skeleton height="360px" radius="var(--radius-l)" />;
  if (statistics.isError || statistics.data.per_day.length === 0) return null;
  const empty = (day: string) => ({ day, classifications: 0, counted: 0, volunteers: 0 });
  const days = fillDays(statistics.data.per_day, empty, SHOWN_DAYS);
  const total = days.reduce((sum, { classifications }) => sum + classifications, 0);
  return (
    <section className={styles.section} aria-label={t`Activity`}>
      <ColumnChart
        title={t`Activity`}
        summary={t`${plural(total, { one: "# label", other: "# labels" })} in ${plural(days.length, { one: "# day", other: "# days" })}.`}
        columns={[t`Day (UTC)`, t`Labels`]}
        data={days.map(({ day, classifications }) => ({ key: day, label: formatDay(day), value: classifications }))}
      />
    </section>
  );
}
