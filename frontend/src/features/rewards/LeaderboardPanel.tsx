import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { changePreference, leaderboardQuery } from "../../api/rewards";
import type { Period, Rank } from "../../api/rewards";
import { classes } from "../../ui/classes";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Checkbox } from "../../ui/Field";
import { formatCount } from "../../ui/format";
import { Skeleton } from "../../ui/Skeleton";
import { useToast } from "../../ui/Toast";
import { AvatarArt } from "./ItemArt";
import { ReportTeam } from "./ReportTeam";
import styles from "./Leaderboard.module.css";
import { useItemNames } from "./names";

/** Who earned most, by day, week, all time or team; and the switch not to be listed. */
export function LeaderboardPanel({ slug, isListed }: { slug: string; isListed: boolean }) {
  const { t } = useLingui();
  const toast = useToast();
  const [period, setPeriod] = useState<Period>("week");
  const board = useQuery(leaderboardQuery(slug, period));
  const periods: { key: Period; label: string }[] = [
    { key: "day", label: t`Today` },
    { key: "week", label: t`This week` },
    { key: "all", label: t`All time` },
    { key: "team", label: t`Teams` },
  ];
  const list = (listed: boolean) => {
    changePreference(slug, { is_listed: listed }).catch(() => toast(t`That was not saved. Try again.`, "bad"));
  };
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <div role="group" aria-label={t`Time`} className={styles.periods}>
          {periods.map(({ key, label }) => (
            <button key={key} type="button" aria-pressed={key === period} className={styles.period} onClick={() => setPeriod(key)}>
              {label}
            </button>
          ))}
        </div>
        <Checkbox label={t`List me, under my pseudonym`} checked={isListed} onChange={(event) => list(event.currentTarget.checked)} />
      </div>
      {board.isPending && <Skeleton height="320px" radius="var(--radius-l)" />}
      {board.isError && <ErrorState error={board.error} onRetry={() => void board.refetch()} />}
      {board.data !== undefined && <Ranks slug={slug} ranks={board.data.ranks} period={period} />}
      <p className={styles.note}>
        <Trans>Days and weeks begin at midnight UTC, weeks on Monday. Teams add up the week of their listed members.</Trans>
      </p>
    </div>
  );
}

function Ranks({ slug, ranks, period }: { slug: string; ranks: Rank[]; period: Period }) {
  const { t } = useLingui();
  if (ranks.length === 0) {
    return (
      <EmptyState title={t`Nobody yet`}>
        <Trans>The first points of the period put somebody here.</Trans>
      </EmptyState>
    );
  }
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">
            <Trans>Place</Trans>
          </th>
          <th scope="col">{period === "team" ? t`Team` : t`Volunteer`}</th>
          <th scope="col" className={styles.number}>
            <Trans>Points</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {ranks.map((rank) => (
          <Row key={rank.name} slug={slug} rank={rank} isTeam={period === "team"} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ slug, rank, isTeam }: { slug: string; rank: Rank; isTeam: boolean }) {
  const items = useItemNames();
  return (
    <tr className={classes(rank.is_me && styles.me)}>
      <td className={styles.place}>{rank.place}</td>
      <td>
        <span className={styles.who}>
          {!isTeam && <AvatarArt code={rank.avatar} />}
          <span className={styles.name}>
            {rank.name}
            {rank.is_me && (
              <span className={styles.you}>
                <Trans>you</Trans>
              </span>
            )}
            {rank.title !== "" && <span className={styles.title}>{items[rank.title]}</span>}
            {isTeam && (
              <span className={styles.title}>
                {plural(rank.members, { one: "# member", other: "# members" })}
              </span>
            )}
          </span>
          {isTeam && !rank.is_me && <ReportTeam slug={slug} name={rank.name} />}
        </span>
      </td>
      <td className={styles.number}>{formatCount(rank.points)}</td>
    </tr>
  );
}
