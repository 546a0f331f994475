import { useQuery } from "@tanstack/react-query";

import { statisticsQuery } from "../../api/statistics";
import { ColumnChart } from "../../ui/charts/ColumnChart";
import { fillDays } from "../../ui/charts/scale";
import { countOf, formatDay } from "../../ui/format";
import { Skeleton } from "../../ui/Skeleton";
import styles from "./Project.module.css";

const SHOWN_DAYS = 60;

/** Labels per day over the last two months. */
export function ActivityChart({ slug }: { slug: string }) {
  const statistics = useQuery(statisticsQuery(slug));
  if (statistics.isPending) return <Skeleton height="360px" radius="var(--radius-l)" />;
  if (statistics.isError || statistics.data.per_day.length === 0) return null;
  const empty = (day: string) => ({ day, classifications: 0, counted: 0, volunteers: 0 });
  const days = fillDays(statistics.data.per_day, empty, SHOWN_DAYS);
  const total = days.reduce((sum, { classifications }) => sum + classifications, 0);
  return (
    <section className={styles.section} aria-label="Activity">
      <ColumnChart
        title="Activity"
        summary={`${countOf(total, "label")} in ${countOf(days.length, "day")}.`}
        columns={["Day (UTC)", "Labels"]}
        data={days.map(({ day, classifications }) => ({ key: day, label: formatDay(day), value: classifications }))}
      />
    </section>
  );
}
