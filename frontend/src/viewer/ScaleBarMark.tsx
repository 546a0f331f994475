import { Trans } from "@lingui/react/macro";

import styles from "./ScaleBarMark.module.css";
import { scaleBar } from "./view";

const LONGEST_PX = 120;

/** A bar of a round length in micrometres. */
export function ScaleBarMark({ pixelSizeUm, scale }: { pixelSizeUm: number; scale: number }) {
  const { micrometres, length } = scaleBar(pixelSizeUm, scale, LONGEST_PX);
  return (
    <div className={styles.mark}>
      <span className={styles.bar} style={{ width: length }} />
      <span dir="ltr">
        <Trans>{micrometres} µm</Trans>
      </span>
    </div>
  );
}
