import { Trans, useLingui } from "@lingui/react/macro";
import { Suspense, useState } from "react";
import type { ReactNode } from "react";
import { Link } from "wouter";

import { AccountMenu } from "./AccountMenu";
import { BarSlotContext } from "./BarSlot";
import { Mark } from "./Brand";
import { NoticeBell } from "./NoticeBell";
import { PageBoundary } from "./PageBoundary";
import { classes } from "./classes";
import styles from "./Shell.module.css";
import { Skeleton } from "./Skeleton";

/** The frame of every page: skip link, top bar, main area. `wide` gives the page the whole window and a dark room. */
export function Shell({ wide = false, children }: { wide?: boolean; children: ReactNode }) {
  const { t } = useLingui();
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  return (
    <div className={wide ? classes(styles.wide, "dark-room") : styles.shell}>
      <a href="#main" className={styles.skip}>
        <Trans>Skip to content</Trans>
      </a>
      <header className={styles.bar}>
        <Link href="/" className={styles.brand} aria-label={t`Quorum, all projects`}>
          <Mark />
          <span className={styles.word}>Quorum</span>
        </Link>
        <nav aria-label={t`Main`} className={styles.nav}>
          <Link href="/"><Trans>Projects</Trans></Link>
        </nav>
        <div ref={setSlot} className={styles.slot} />
        <NoticeBell />
        <AccountMenu />
      </header>
      <main id="main" tabIndex={-1} className={wide ? styles.stage : styles.page}>
        <BarSlotContext value={slot}>
          <PageBoundary>
            <Suspense fallback={<PageSkeleton />}>{children}</Suspense>
          </PageBoundary>
        </BarSlotContext>
      </main>
    </div>
  );
}

function PageSkeleton() {
  return (
    <div className={styles.skeleton}>
      <Skeleton width="40%" height="40px" />
      <Skeleton width="64%" height="24px" />
      <Skeleton height="320px" radius="16px" />
    </div>
  );
}
