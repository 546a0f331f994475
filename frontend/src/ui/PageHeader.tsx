import type { ReactNode } from "react";

import styles from "./PageHeader.module.css";
import { useTitle } from "./useTitle";

interface PageHeaderProps {
  title: string;
  /** One sentence under the title. */
  lead?: ReactNode;
  /** Where the page belongs, above the title; often a link. */
  above?: ReactNode;
  actions?: ReactNode;
}

/** The head of a page: its only <h1>, and the document's title. */
export function PageHeader({ title, lead, above, actions }: PageHeaderProps) {
  useTitle(title);
  return (
    <header className={styles.header}>
      <div className={styles.words}>
        {above !== undefined && <div className={styles.above}>{above}</div>}
        <h1 className={styles.title}>
          <bdi>{title}</bdi>
        </h1>
        {lead !== undefined && (
          <p className={styles.lead}>
            <bdi>{lead}</bdi>
          </p>
        )}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
