import type { ReactNode } from "react";

import { classes } from "./classes";
import styles from "./Notice.module.css";

/** Something to know that lies over the page, in the place that `className` gives it. */
export function Notice({ label, className, children }: { label: string; className: string | undefined; children: ReactNode }) {
  return (
    <aside aria-label={label} className={classes(styles.notice, className)}>
      {children}
    </aside>
  );
}
