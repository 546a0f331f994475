import { Trans, useLingui } from "@lingui/react/macro";

import type { BadgeProgress } from "../../api/rewards";
import { formatCount, formatDate } from "../../ui/format";
import { BadgeArt } from "./BadgeArt";
import { useBadgeHow, useBadgeName } from "./names";
import styles from "./Rewards.module.css";

/** All badges: the earned ones first, then of each family the next one to earn. */
export function BadgeWall({ badges }: { badges: BadgeProgress[] }) {
  const earned = badges.filter((badge) => badge.earned_at !== null);
  const open = badges.filter((badge) => badge.earned_at === null);
  const next = open.filter((badge, at) => open.findIndex(({ family }) => family === badge.family) === at);
  const later = open.filter((badge) => !next.includes(badge));
  return (
    <section className={styles.section} aria-labelledby="badges">
      <div className={styles.line}>
        <h2 id="badges">
          <Trans>Badges</Trans>
        </h2>
        <span className={styles.muted}>
          <Trans>
            {earned.length} of {badges.length}
          </Trans>
        </span>
      </div>
      <ul className={styles.badges}>
        {[...earned, ...next].map((badge) => (
          <BadgeTile key={badge.code} badge={badge} />
        ))}
      </ul>
      {later.length > 0 && (
        <details className={styles.later}>
          <summary>
            <Trans>Further badges</Trans>
          </summary>
          <ul className={styles.badges}>
            {later.map((badge) => (
              <BadgeTile key={badge.code} badge={badge} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function BadgeTile({ badge }: { badge: BadgeProgress }) {
  const { t } = useLingui();
  const name = useBadgeName();
  const how = useBadgeHow();
  const isEarned = badge.earned_at !== null;
  return (
    <li className={styles.badge}>
      <BadgeArt family={badge.family} tier={badge.tier} earned={isEarned} />
      <h3>{name(badge)}</h3>
      <p className={styles.muted}>{badge.earned_at !== null ? t`Earned on ${formatDate(badge.earned_at)}` : how(badge)}</p>
      {!isEarned && badge.goal > 1 && (
        <p className={styles.count}>
          <Trans>
            {formatCount(badge.done)} of {formatCount(badge.goal)}
          </Trans>
        </p>
      )}
    </li>
  );
}
