import type { Stage } from "./stage";
import styles from "./ZoomBar.module.css";

/** Buttons for zooming; the figure is device pixels per image pixel. */
export function ZoomBar({ fitted, percent, stage }: { fitted: boolean; percent: number; stage: Stage | null }) {
  return (
    <div className={styles.bar} role="group" aria-label="Zoom">
      <button type="button" aria-label="Zoom out" title="Zoom out: key −" disabled={fitted} onClick={() => stage?.zoomBy(1 / 1.5)}>
        <Icon path="M5 10h10" />
      </button>
      <button type="button" className={styles.percent} aria-label={`Show at 100 %, now ${percent} %`} title="One to one: key X" onClick={() => stage?.actualSize()}>
        {percent} %
      </button>
      <button type="button" aria-label="Zoom in" title="Zoom in: key +" onClick={() => stage?.zoomBy(1.5)}>
        <Icon path="M5 10h10M10 5v10" />
      </button>
      <button type="button" className={styles.fit} aria-label="Fit the whole image" title="Fit: key F" disabled={fitted} onClick={() => stage?.fit()}>
        <Icon path="M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4" />
      </button>
    </div>
  );
}

function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round">
      <path d={path} />
    </svg>
  );
}
