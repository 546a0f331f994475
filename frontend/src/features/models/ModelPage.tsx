import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useLocation, useParams } from "wouter";

import { ApiError } from "../../api/client";
import { modelQuery, modelsQuery, promoteModel } from "../../api/models";
import type { ModelPage as ModelDetails } from "../../api/models";
import { Badge } from "../../ui/Badge";
import { Button, ButtonLink } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Kbd } from "../../ui/Kbd";
import { NotFound } from "../../ui/NotFound";
import { PageHeader } from "../../ui/PageHeader";
import { ReasonDialog } from "../../ui/ReasonDialog";
import { Skeleton } from "../../ui/Skeleton";
import { useShortcut } from "../../ui/useShortcut";
import { ProjectFrame } from "../project/ProjectFrame";
import { HoldoutFigures } from "./HoldoutFigures";
import { Judgement } from "./Judgement";
import { LearningCurves } from "./LearningCurves";
import styles from "./Models.module.css";
import { Card as ModelCard, Files, Origin, Promotions } from "./Provenance";
import { nameOf, passes, recipeName, STATES } from "./wording";

/** One model: how good it is, where it comes from, and putting it in place. */
export default function ModelPage() {
  const { model = "" } = useParams();
  return (
    <ProjectFrame section="models" needs="mayRead">
      {({ slug }, { mayCurate }) => <Loaded key={model} slug={slug} id={model} mayPromote={mayCurate} />}
    </ProjectFrame>
  );
}

function Loaded({ slug, id, mayPromote }: { slug: string; id: string; mayPromote: boolean }) {
  const { t } = useLingui();
  const model = useQuery(modelQuery(slug, id));
  if (model.isPending) return <Skeleton height="720px" radius="var(--radius-l)" />;
  if (!model.isError) return <Shown slug={slug} model={model.data} mayPromote={mayPromote} />;
  if (model.error instanceof ApiError && model.error.status === 404) {
    return <NotFound title={t`There is no such model`} action={<ButtonLink href={`/p/${slug}/models`}><Trans>All models</Trans></ButtonLink>}><Trans>The address may be mistyped.</Trans></NotFound>;
  }
  return <ErrorState error={model.error} onRetry={() => void model.refetch()} />;
}

function Shown({ slug, model, mayPromote }: { slug: string; model: ModelDetails; mayPromote: boolean }) {
  const { t } = useLingui();
  const others = useQuery(modelsQuery(slug)).data?.filter(({ task, id, judgement }) => task.id === model.task.id && id !== model.id && judgement !== null);
  const live = others?.find(({ state, reads_crowd: reads }) => state === "live" && reads === model.reads_crowd);
  const { judgement } = model;
  return (
    <>
      <PageHeader
        above={<Link href={`/p/${slug}/models`}><Trans>Models</Trans></Link>}
        title={nameOf(model)}
        lead={`${recipeName(model.recipe)} · ${model.task.question}`}
        actions={
          <>
            <Badge tone={STATES[model.state].tone}>{t(STATES[model.state].name)}</Badge>
            {judgement !== null && <Compare slug={slug} id={model.id} beside={(live ?? others?.[0])?.id} />}
            {mayPromote && (model.state === "candidate" || model.state === "retired") && <Promote slug={slug} model={model} live={live?.number} />}
          </>
        }
      />
      <div className={styles.page}>
        {judgement === null ? (
          <EmptyState title={model.state === "failed" ? t`It will not come` : t`Not judged yet`} action={<ButtonLink href={`/p/${slug}/jobs`}><Trans>Jobs</Trans></ButtonLink>}>
            {model.state === "failed" ? <Trans>Its job failed or was cancelled. Trying the job again brings it after all.</Trans> : <Trans>It is trained first; then it answers the hold-out.</Trans>}
          </EmptyState>
        ) : (
          <div className={styles.two}>
            <div className={styles.page}>
              <Judgement model={model} judgement={judgement} />
              <Card><HoldoutFigures slug={slug} model={model} live={live} /></Card>
            </div>
            <div className={styles.page}>
              {model.learnt.length > 0 && <Card><LearningCurves learnt={model.learnt} /></Card>}
              <Origin slug={slug} model={model} />
              <Promotions model={model} />
              <Files model={model} />
            </div>
          </div>
        )}
        {model.card !== "" && <ModelCard text={model.card} />}
      </div>
    </>
  );
}

function Compare({ slug, id, beside }: { slug: string; id: string; beside: string | undefined }) {
  const [, go] = useLocation();
  const open = () => beside !== undefined && go(`/p/${slug}/models/${id}/compare?with=${beside}`);
  useShortcut("c", open);
  return (
    <Button disabled={beside === undefined} aria-keyshortcuts="c" onClick={open}>
      <Trans>Compare</Trans> <Kbd>C</Kbd>
    </Button>
  );
}

function Promote({ slug, model, live }: { slug: string; model: ModelDetails; live: number | undefined }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const isBack = model.state === "retired";
  const refused = model.judgement !== null && !passes(model.judgement);
  return (
    <ReasonDialog
      trigger={isBack ? t`Go back to this model` : t`Promote`}
      shortcut="p"
      title={isBack ? t`Go back to ${nameOf(model)}?` : t`Promote ${nameOf(model)}?`}
      label={t`Reason`}
      hint={t`Everybody with a role in the project can read it.`}
      action={isBack ? t`Go back` : t`Promote`}
      look={refused ? "danger" : "primary"}
      onReason={(reason) => promoteModel(slug, model.id, reason)}
      done={t`It is live.`}
      onDone={() => cache.invalidateQueries({ queryKey: ["project", slug, "models"] })}
    >
      <p>
        {live === undefined ? <Trans>No model is live for such images now.</Trans> : <Trans>It takes the place of model {live}, which retires and can be brought back.</Trans>}{" "}
        <Trans>From the next predictions on it helps to choose images.</Trans>
      </p>
      {refused && <p className={styles.bad}><Trans>The gate did not let this model pass.</Trans></p>}
    </ReasonDialog>
  );
}
