import type { ReactNode } from "react";

import styles from "./States.module.css";

interface EmptyStateProps {
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** The page's <h1> where there is no other. */
  heading?: "h1" | "h2";
}

/** What a page says when there is nothing to show: why, and what to do next. */
export function EmptyState({ title, children, action, heading: Heading = "h2" }: EmptyStateProps) {
  return (
    <section className={styles.state}>
      <Heading className={styles.title}>{title}</Heading>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </section>
  );
}
