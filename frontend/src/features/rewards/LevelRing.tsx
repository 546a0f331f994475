import { useLingui } from "@lingui/react/macro";

import styles from "./Rewards.module.css";

interface Level {
  level: number;
  begins_at: number;
  next_at: number;
}

const RADIUS = 42;
const AROUND = 2 * Math.PI * RADIUS;

/** How much of a level is done, 0 to 1. */
export function shareOfLevel({ begins_at, next_at }: Level, points: number): number {
  return Math.min(1, Math.max(0, (points - begins_at) / (next_at - begins_at)));
}

/** The level as a number in a ring that fills towards the next. */
export function LevelRing({ level, points, size }: { level: Level; points: number; size: number }) {
  const { t } = useLingui();
  const share = shareOfLevel(level, points);
  const percent = Math.floor(share * 100);
  return (
    <svg viewBox="0 0 96 96" width={size} height={size} role="img" aria-label={t`Level ${level.level}, ${percent}% of the way to the next`}>
      <circle className={styles.ringTrack} cx="48" cy="48" r={RADIUS} />
      <circle
        className={styles.ringFill}
        cx="48"
        cy="48"
        r={RADIUS}
        strokeDasharray={`${share * AROUND} ${AROUND}`}
        transform="rotate(-90 48 48)"
      />
      <text x="48" y="49" textAnchor="middle" dominantBaseline="central" className={styles.ringText}>
        {level.level}
      </text>
    </svg>
  );
}
