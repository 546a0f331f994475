import type { HTMLAttributes } from "react";

import styles from "./Card.module.css";
import { classes } from "./classes";

/** A raised surface with the standard padding; `flush` drops the padding. */
export function Card({ flush = false, className, ...rest }: HTMLAttributes<HTMLDivElement> & { flush?: boolean }) {
  return <div {...rest} className={classes(styles.card, flush && styles.flush, className)} />;
}
