import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "wouter";

import { useMe } from "../../api/queries";
import { rewardsQuery } from "../../api/rewards";
import type { Rewards } from "../../api/rewards";
import type { Project } from "../../api/types";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { Tabs } from "../../ui/Tabs";
import { ProjectFrame } from "../project/ProjectFrame";
import { LeaderboardPanel } from "./LeaderboardPanel";
import { Progress } from "./Progress";
import styles from "./Rewards.module.css";
import { ShopPanel } from "./ShopPanel";
import { TeamPanel } from "./TeamPanel";
import { usePalette } from "./usePalette";

type Part = "progress" | "leaderboard" | "shop" | "team";
const PARTS: readonly string[] = ["leaderboard", "shop", "team"] satisfies Part[];

/** What labelling brought: progress, places, the shop and the team. */
export default function RewardsPage() {
  return <ProjectFrame section="rewards">{(project) => <Gate project={project} />}</ProjectFrame>;
}

function Gate({ project }: { project: Project }) {
  const me = useMe();
  const rewards = useQuery({ ...rewardsQuery(project.slug), enabled: me.data?.volunteer != null });
  usePalette(rewards.data?.outfit.palette ?? "");
  if (me.data !== undefined && me.data.volunteer === null) return <Newcomer project={project} />;
  if (me.isError || rewards.isError) {
    const failed = me.isError ? me : rewards;
    return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  }
  if (rewards.data === undefined) return <Waiting />;
  return <Parts project={project} rewards={rewards.data} />;
}

function Parts({ project, rewards }: { project: Project; rewards: Rewards }) {
  const { t } = useLingui();
  const [search, setSearch] = useSearchParams();
  const part = search.get("part") ?? "";
  const selected = PARTS.includes(part) ? (part as Part) : "progress";
  return (
    <>
      <PageHeader
        title={t`Your rewards`}
        lead={t`For looking closely, never for answering as others do. Points arrive a few seconds after your answers.`}
        actions={project.my.may_label && <ButtonLink href={`/p/${project.slug}/classify`} look="primary"><Trans>Label images</Trans></ButtonLink>}
      />
      {!rewards.is_enabled && (
        <p className={styles.notice}>
          <Trans>This project gives no rewards at the moment. What you have stays yours.</Trans>
        </p>
      )}
      <Tabs<Part>
        label={t`Rewards`}
        selected={selected}
        onSelect={(key) => setSearch(key === "progress" ? {} : { part: key }, { replace: true })}
        tabs={[
          { key: "progress", label: t`Progress` },
          { key: "leaderboard", label: t`Leaderboard` },
          { key: "shop", label: t`Shop` },
          { key: "team", label: t`Team` },
        ]}
      >
        {selected === "progress" && <Progress slug={project.slug} rewards={rewards} />}
        {selected === "leaderboard" && <LeaderboardPanel slug={project.slug} isListed={rewards.preference.is_listed} />}
        {selected === "shop" && <ShopPanel slug={project.slug} />}
        {selected === "team" && <TeamPanel slug={project.slug} />}
      </Tabs>
    </>
  );
}

function Newcomer({ project }: { project: Project }) {
  const { t } = useLingui();
  return (
    <>
      <PageHeader title={t`Rewards`} lead={t`Points, levels, badges and more, for looking closely.`} />
      <EmptyState
        title={t`Nothing earned yet`}
        action={<ButtonLink href={`/p/${project.slug}/classify`} look="primary"><Trans>Label your first image</Trans></ButtonLink>}
      >
        <Trans>Every image brings points from the first one on.</Trans>
      </EmptyState>
    </>
  );
}

function Waiting() {
  return (
    <div className={styles.waiting} aria-busy="true">
      <Skeleton width="40%" height="40px" />
      <div className={styles.cards}>
        <Skeleton height="220px" radius="var(--radius-l)" />
        <Skeleton height="220px" radius="var(--radius-l)" />
      </div>
      <Skeleton height="320px" radius="var(--radius-l)" />
    </div>
  );
}
