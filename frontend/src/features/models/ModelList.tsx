import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";

import { modelsQuery } from "../../api/models";
import type { Model } from "../../api/models";
import { Badge } from "../../ui/Badge";
import { classes } from "../../ui/classes";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { formatMoment, formatShare } from "../../ui/format";
import { Skeleton } from "../../ui/Skeleton";
import { GateMark } from "./GateMark";
import { NetworkWork } from "./NetworkWork";
import styles from "./Models.module.css";
import { formatF1, nameOf, recipeName, STATES } from "./wording";

/** All versions, the live ones first, then the newest. */
export function ModelList({ slug }: { slug: string }) {
  const { t } = useLingui();
  const models = useQuery(modelsQuery(slug));
  if (models.isPending) return <Skeleton height="320px" radius="var(--radius-l)" />;
  if (models.isError) return <ErrorState error={models.error} onRetry={() => void models.refetch()} />;
  const live = models.data.filter(({ state }) => state === "live");
  const others = models.data.filter(({ state }) => state !== "live");
  return (
    <div className={styles.list}>
      <NetworkWork slug={slug} hasLive={live.length > 0} />
      {models.data.length === 0 ? (
        <EmptyState title={t`No models yet`}>
          <Trans>Measure the images, freeze a training table, and train a first model; or switch the loop on, which does all of that.</Trans>
        </EmptyState>
      ) : (
        <ul className={styles.list}>
          {[...live, ...others].map((model) => (
            <ModelRow key={model.id} slug={slug} model={model} />
          ))}
        </ul>
      )}
    </div>
  );
}

function ModelRow({ slug, model }: { slug: string; model: Model }) {
  const { t } = useLingui();
  const { judgement, state } = model;
  return (
    <li className={classes(styles.model, state === "live" && styles.live)}>
      <div className={styles.stack}>
        <h2>
          <Link href={`/p/${slug}/models/${model.id}`}>{nameOf(model)}</Link>
        </h2>
        <Badge tone={STATES[state].tone}>{t(STATES[state].name)}</Badge>
      </div>
      <div className={styles.stack}>
        <span>{recipeName(model.recipe)}</span>
        <span className={styles.muted}>{model.reads_crowd ? <Trans>For images with votes</Trans> : <Trans>For images without votes</Trans>}</span>
      </div>
      {judgement === null ? <Underway model={model} /> : <GateMark judgement={judgement} />}
      <div className={styles.stack}>
        {judgement !== null && judgement.macro_f1 !== null && <span><Trans>Macro F1 {formatF1(judgement.macro_f1)}</Trans></span>}
        <time className={styles.muted} dateTime={model.created_at}>{formatMoment(model.created_at)}</time>
      </div>
    </li>
  );
}

function Underway({ model: { state, job, holdout_job: holdout } }: { model: Model }) {
  if (state === "failed") return <span className={styles.bad}><Trans>Its job failed or was cancelled.</Trans></span>;
  const done = formatShare((holdout ?? job).share);
  return <span className={styles.muted}>{holdout === null ? <Trans>Training: {done}</Trans> : <Trans>Answers the hold-out: {done}</Trans>}</span>;
}
