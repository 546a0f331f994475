import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";

import type { LedgerRow, Rewards } from "../../api/rewards";
import { Card } from "../../ui/Card";
import { formatCount, formatDate, formatMoment, formatRoughly } from "../../ui/format";
import { ProgressBar } from "../../ui/ProgressBar";
import { BadgeWall } from "./BadgeWall";
import { LevelRing } from "./LevelRing";
import { useLedgerName, useQuestName } from "./names";
import styles from "./Rewards.module.css";
import { StreakCard } from "./StreakCard";

/** Level, streak, quests, badges, discoveries, and the last changes. */
export function Progress({ slug, rewards }: { slug: string; rewards: Rewards }) {
  return (
    <div className={styles.stack}>
      <div className={styles.cards}>
        <LevelCard rewards={rewards} />
        <StreakCard slug={slug} streak={rewards.streak} strip={rewards.strip} timeZone={rewards.preference.time_zone} />
      </div>
      {rewards.quests.length > 0 && <Quests quests={rewards.quests} />}
      <BadgeWall badges={rewards.badges} />
      <div className={styles.cards}>
        <Discoveries found={rewards.discoveries} />
        <Latest rows={rewards.latest} />
      </div>
    </div>
  );
}

function LevelCard({ rewards }: { rewards: Rewards }) {
  const { t } = useLingui();
  const { level, points } = rewards;
  const worth = formatRoughly(rewards.points_per_image);
  return (
    <Card className={styles.level}>
      <LevelRing level={level} points={points} size={136} />
      <div className={styles.words}>
        <h2>{t`Level ${level.level}`}</h2>
        <p className={styles.big}>
          {plural(points, { one: "# point", other: "# points" })}
        </p>
        <p className={styles.muted}>
          <Trans>
            {formatCount(level.next_at - points)} to level {level.level + 1}
          </Trans>
        </p>
        <p className={styles.muted}>
          <Trans>
            Points today: {formatCount(rewards.points_today)} · images: {formatCount(rewards.images_today)}
          </Trans>
        </p>
        <p className={styles.muted}>
          {rewards.points_per_image < rewards.most_points_per_image ? (
            <Trans>
              An image is worth up to {worth} points to you today, and {rewards.most_points_per_image} once you have shown that you see
              well. The difference for today follows tomorrow.
            </Trans>
          ) : (
            <Trans>An image is worth up to {worth} points to you: all there is, because you see well.</Trans>
          )}
        </p>
      </div>
    </Card>
  );
}

function Quests({ quests }: { quests: Rewards["quests"] }) {
  const { t } = useLingui();
  const name = useQuestName();
  return (
    <section className={styles.section} aria-labelledby="quests">
      <h2 id="quests">
        <Trans>Quests</Trans>
      </h2>
      <ul className={styles.quests}>
        {quests.map((quest) => {
          const done = quest.done >= quest.goal;
          return (
            <li key={quest.code} className={styles.quest}>
              <div className={styles.line}>
                <span>{name(quest)}</span>
                <span className={done ? styles.done : styles.muted}>
                  {done ? t`Done` : t`${formatCount(quest.done)} of ${formatCount(quest.goal)}`}
                </span>
              </div>
              <ProgressBar value={quest.done / quest.goal} label={name(quest)} />
              <span className={styles.muted}>{plural(quest.credits, { one: "# credit", other: "# credits" })}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Discoveries({ found }: { found: Rewards["discoveries"] }) {
  return (
    <Card className={styles.card}>
      <h2>
        <Trans>Discoveries</Trans>
      </h2>
      {found.length === 0 && (
        <p className={styles.muted}>
          <Trans>None yet. Report what looks unusual: who sees it first is named here.</Trans>
        </p>
      )}
      <ul className={styles.rows}>
        {found.map(({ subject_id, is_helpful, at }) => (
          <li key={subject_id} className={styles.row}>
            <span>
              <Trans>You were the first to remark on image {subject_id.slice(-6)}</Trans>
              <span className={styles.when}>
                {is_helpful ? <Trans>A curator found it helpful.</Trans> : <Trans>Others saw something there too.</Trans>}
              </span>
            </span>
            <span className={styles.change}>{formatDate(at)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Latest({ rows }: { rows: LedgerRow[] }) {
  const name = useLedgerName();
  return (
    <Card className={styles.card}>
      <h2>
        <Trans>Lately</Trans>
      </h2>
      {rows.length === 0 && (
        <p className={styles.muted}>
          <Trans>Every change of your points and credits is listed here.</Trans>
        </p>
      )}
      <ul className={styles.rows}>
        {rows.slice(0, 10).map((row) => (
          <li key={`${row.kind} ${row.key}`} className={styles.row}>
            <span>
              {name(row)}
              <span className={styles.when}>{formatMoment(row.at)}</span>
            </span>
            <Change row={row} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Change({ row }: { row: LedgerRow }) {
  const points = signed(row.points);
  const credits = signed(row.credits);
  return (
    <span className={styles.change}>
      {row.points !== 0 && <Trans>{points} points</Trans>} {row.credits !== 0 && <Trans>{credits} credits</Trans>}
    </span>
  );
}

function signed(value: number): string {
  return value < 0 ? `−${formatCount(-value)}` : `+${formatCount(value)}`;
}
