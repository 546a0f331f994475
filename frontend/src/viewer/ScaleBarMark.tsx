import styles from "./ScaleBarMark.module.css";
import { scaleBar } from "./view";

const LONGEST_PX = 120;

/** A bar of a round length in micrometres. */
export function ScaleBarMark({ pixelSizeUm, scale }: { pixelSizeUm: number; scale: number }) {
  const bar = scaleBar(pixelSizeUm, scale, LONGEST_PX);
  return (
    <div className={styles.mark}>
      <span className={styles.bar} style={{ width: bar.length }} />
      <span>{bar.micrometres} µm</span>
    </div>
  );
}
