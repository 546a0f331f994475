import type { ReactNode } from "react";

import styles from "./Badge.module.css";
import { classes } from "./classes";

export type Tone = "neutral" | "accent" | "good" | "warn" | "bad";

/** A small label for a state; colour never carries the meaning alone. */
export function Badge({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={classes(styles.badge, styles[tone])}>{children}</span>;
}
