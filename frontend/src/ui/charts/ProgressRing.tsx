import { formatShare } from "../format";
import styles from "./charts.module.css";

const RADIUS = 20;
const AROUND = 2 * Math.PI * RADIUS;

/** A share from 0 to 1 as a ring with its figure inside. */
export function ProgressRing({ share, label, size = 56 }: { share: number; label: string; size?: number }) {
  return (
    <svg
      className={styles.ring}
      viewBox="0 0 48 48"
      width={size}
      height={size}
      role="img"
      aria-label={`${label}: ${formatShare(share)}`}
    >
      <circle className={styles.ringTrack} cx="24" cy="24" r={RADIUS} />
      <circle
        className={styles.ringFill}
        cx="24"
        cy="24"
        r={RADIUS}
        strokeDasharray={`${share * AROUND} ${AROUND}`}
        transform="rotate(-90 24 24)"
      />
      <text x="24" y="24" textAnchor="middle" dominantBaseline="central">
        {formatShare(share)}
      </text>
    </svg>
  );
}
