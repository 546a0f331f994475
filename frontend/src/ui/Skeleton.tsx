import type { CSSProperties } from "react";

import styles from "./Skeleton.module.css";

/** A quiet placeholder with the size of what is coming, so that nothing jumps. */
export function Skeleton({ width = "100%", height = "1em", radius }: { width?: CSSProperties["width"]; height?: CSSProperties["height"]; radius?: string }) {
  return <span className={styles.skeleton} style={{ width, height, borderRadius: radius }} aria-hidden="true" />;
}
