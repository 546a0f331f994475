import type { ReactNode } from "react";

import type { BadgeProgress } from "../../api/rewards";
import { classes } from "../../ui/classes";
import styles from "./Rewards.module.css";

const DRAWINGS: Record<BadgeProgress["family"], ReactNode> = {
  images: (
    <>
      <ellipse cx="32" cy="32" rx="17" ry="13" />
      <circle cx="36" cy="31" r="5" />
      <path d="M20 30h3M23 37h2M27 24h2" />
    </>
  ),
  level: <path d="M20 40l12-10 12 10M20 31l12-10 12 10" />,
  streak: <path d="M33 16c2 8 11 11 11 20a12 12 0 0 1-24 0c0-6 4-8 5-13 3 2 4 4 4 7 3-3 5-8 4-14zM32 46a5 5 0 0 0 5-5c0-4-3-5-5-8-2 3-5 4-5 8a5 5 0 0 0 5 5z" />,
  mastered: <path d="M32 16l4.6 9.8 10.6 1.4-7.8 7.4 2 10.6L32 40l-9.4 5.2 2-10.6-7.8-7.4 10.6-1.4z" />,
  discoveries: (
    <>
      <circle cx="29" cy="29" r="11" />
      <path d="M37 37l10 10M24 29a5 5 0 0 1 5-5" />
    </>
  ),
  helpful: (
    <>
      <path d="M17 20h30v19H33l-8 8v-8h-8z" />
      <path d="M25 29l5 5 9-9" />
    </>
  ),
};

/** A badge's drawing: its family in the middle, one pearl on the rim for each tier. */
export function BadgeArt({ family, tier, earned }: { family: BadgeProgress["family"]; tier: number; earned: boolean }) {
  const pearls = Array.from({ length: tier }, (_, at) => ((at - (tier - 1) / 2) * 16 + 90) * (Math.PI / 180));
  return (
    <svg viewBox="0 0 64 64" width="64" height="64" aria-hidden="true" className={classes(styles.art, earned ? styles.earned : styles.locked)}>
      <circle className={styles.disc} cx="32" cy="32" r="28" />
      <g className={styles.drawing}>{DRAWINGS[family]}</g>
      {pearls.map((angle) => (
        <circle key={angle} className={styles.pearl} cx={32 + 28 * Math.cos(angle)} cy={32 + 28 * Math.sin(angle)} r="3" />
      ))}
    </svg>
  );
}
