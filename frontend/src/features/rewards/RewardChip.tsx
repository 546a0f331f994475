import { Plural, Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Link } from "wouter";

import { summaryQuery } from "../../api/rewards";
import { useOutboxState } from "../classify/useLabellingSession";
import type { LabellingSession } from "../classify/model/session";
import { shareOfLevel } from "./LevelRing";
import styles from "./RewardChip.module.css";
import { usePalette } from "./usePalette";

const UPDATE_AFTER_MS = 6_000;

/** Level and points in the top bar: asked for again some seconds after an answer is saved, never oftener. */
export function RewardChip({ slug, session }: { slug: string; session: LabellingSession }) {
  const { waiting, offline } = useOutboxState(session);
  const summary = useQuery(summaryQuery(slug));
  const { refetch } = summary;
  const before = useRef(waiting);
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => {
    const saved = waiting < before.current;
    before.current = waiting;
    if (!saved || offline || timer.current !== undefined) return;
    timer.current = window.setTimeout(() => {
      timer.current = undefined;
      void refetch();
    }, UPDATE_AFTER_MS);
  }, [waiting, offline, refetch]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  usePalette(summary.data?.palette ?? "");
  if (summary.data === undefined || !summary.data.is_enabled) return null;
  const { level, points } = summary.data;
  const share = shareOfLevel(level, points);
  return (
    <Link href={`/p/${slug}/rewards`} className={styles.chip} data-testid="reward-chip">
      <span className={styles.level}>
        <Trans>Level {level.level}</Trans>
      </span>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.fill} style={{ inlineSize: `${share * 100}%` }} />
      </span>
      <span className={styles.points}>
        <Plural value={points} one="# point" other="# points" />
      </span>
    </Link>
  );
}
