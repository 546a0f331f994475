import { Trans, useLingui } from "@lingui/react/macro";

import type { DetailState } from "./detail";
import { Icon } from "./icons";
import type { Stage, StageState } from "./stage";
import { ViewTools } from "./ViewTools";
import type { FullScreen } from "./ViewTools";
import styles from "./ZoomBar.module.css";

interface ZoomBarProps {
  state: StageState;
  /** Device pixels per pixel of the original, times 100. */
  percent: number;
  stage: Stage | null;
  fullScreen: FullScreen;
}

/** Buttons for looking closer, and how sharp the picture is. */
export function ZoomBar({ state, percent, stage, fullScreen }: ZoomBarProps) {
  const { t } = useLingui();
  const { fitted, detail, lensOn } = state;
  return (
    <div className={styles.corner}>
      {detail !== "none" && (
        <p className={styles.detail} data-detail={detail}>
          <DetailText detail={detail} />
        </p>
      )}
      <div className={styles.bar} role="group" aria-label={t`View`}>
        <ViewTools stage={stage} lensOn={lensOn} fullScreen={fullScreen} className={undefined} />
        <span className={styles.line} />
        <button type="button" aria-label={t`Zoom out`} title={t`Zoom out: key −`} disabled={fitted} onClick={() => stage?.zoomBy(1 / 1.5)}>
          <Icon name="minus" />
        </button>
        <button type="button" dir="ltr" className={styles.percent} aria-label={t`Show at 100 %, now ${percent} %`} title={t`One to one: key X`} onClick={() => stage?.actualSize()}>
          {percent} %
        </button>
        <button type="button" aria-label={t`Zoom in`} title={t`Zoom in: key +`} onClick={() => stage?.zoomBy(1.5)}>
          <Icon name="plus" />
        </button>
        <button type="button" className={styles.fit} aria-label={t`Fit the whole image`} title={t`Fit: key F`} disabled={fitted} onClick={() => stage?.fit()}>
          <Icon name="fit" />
        </button>
      </div>
    </div>
  );
}

function DetailText({ detail }: { detail: DetailState }) {
  if (detail === "loading") return <Trans>Loading full resolution …</Trans>;
  return detail === "full" ? <Trans>Full resolution</Trans> : <Trans>Full resolution is not available now</Trans>;
}
