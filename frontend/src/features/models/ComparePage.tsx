import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearchParams } from "wouter";

import { holdoutQuery, modelsQuery } from "../../api/models";
import type { Holdout, Model } from "../../api/models";
import { Card } from "../../ui/Card";
import { ForestPlot } from "../../ui/charts/ForestPlot";
import { differenceScale } from "../../ui/charts/scale";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Field, Select } from "../../ui/Field";
import { formatCount } from "../../ui/format";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { ProjectFrame } from "../project/ProjectFrame";
import styles from "./Models.module.css";
import { formatF1, formatGain, nameOf, recipeName } from "./wording";

/** Two models side by side on the subjects of the hold-out that both answered. */
export default function ComparePage() {
  const { model = "" } = useParams();
  return (
    <ProjectFrame section="models" needs="mayRead">
      {({ slug }) => <Compared slug={slug} id={model} />}
    </ProjectFrame>
  );
}

function Compared({ slug, id }: { slug: string; id: string }) {
  const { t } = useLingui();
  const [search, setSearch] = useSearchParams();
  const models = useQuery(modelsQuery(slug));
  const judged = models.data?.filter(({ judgement }) => judgement !== null) ?? [];
  const one = judged.find((model) => model.id === id);
  const others = judged.filter((model) => model.id !== id && model.task.id === one?.task.id);
  const other = others.find((model) => model.id === search.get("with")) ?? others[0];
  return (
    <>
      <PageHeader
        above={<Link href={`/p/${slug}/models/${id}`}>{one === undefined ? t`Models` : nameOf(one)}</Link>}
        title={t`Compare two models`}
        lead={<Trans>Both answered the same images, so what makes an image hard for both does not widen the intervals.</Trans>}
      />
      {models.isPending ? (
        <Skeleton height="640px" radius="var(--radius-l)" />
      ) : models.isError ? (
        <ErrorState error={models.error} onRetry={() => void models.refetch()} />
      ) : one === undefined || other === undefined ? (
        <EmptyState title={t`Nothing to compare yet`}><Trans>Two models that have answered the hold-out are needed.</Trans></EmptyState>
      ) : (
        <div className={styles.page}>
          <Field label={t`${nameOf(one)} (${recipeName(one.recipe)}) beside`}>
            {(ids) => (
              <Select {...ids} className={styles.pick} value={other.id} onChange={(event) => setSearch({ with: event.target.value }, { replace: true })}>
                {others.map((model) => <option key={model.id} value={model.id}>{`${nameOf(model)} · ${recipeName(model.recipe)}`}</option>)}
              </Select>
            )}
          </Field>
          <Both key={other.id} slug={slug} one={one} other={other} />
        </div>
      )}
    </>
  );
}

function Both({ slug, one, other }: { slug: string; one: Model; other: Model }) {
  const found = useQuery(holdoutQuery(slug, one.id, other.id));
  if (found.isPending) return <Skeleton height="640px" radius="var(--radius-l)" />;
  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  // In both drawings a class stands in the same place.
  const classes = [...found.data.classes].sort((a, b) => (b.difference?.mean ?? -1) - (a.difference?.mean ?? -1));
  const inOrder = { ...found.data, classes };
  return (
    <div className={styles.two}>
      <Card><Differences found={inOrder} one={nameOf(one)} other={nameOf(other)} /></Card>
      <Card><SideBySide found={inOrder} one={nameOf(one)} other={nameOf(other)} /></Card>
    </div>
  );
}

interface SideProps {
  found: Holdout;
  one: string;
  other: string;
}

function Differences({ found: { differences, classes, subjects }, one, other }: SideProps) {
  const { t } = useLingui();
  if (differences === null) return null;
  const shown = classes.filter(({ difference }) => difference !== null);
  const all = [differences.macro_f1, differences.micro_f1, ...shown.flatMap(({ difference }) => difference ?? [])];
  const images = plural(subjects, { one: "# image", other: "# images" });
  return (
    <ForestPlot
      title={t`How much higher the F1 of ${one} is than that of ${other}`}
      summary={t`On ${images} of the hold-out, with intervals of 95 %. An interval that reaches 0 may be chance.`}
      columns={{ name: t`Class`, interval: t`Interval` }}
      series={[t`Difference`]}
      scale={differenceScale(all.flatMap(({ low, high }) => [low, high]))}
      origin={0}
      format={formatGain}
      rows={[
        { key: "macro", label: t`Macro F1`, marks: [differences.macro_f1] },
        { key: "micro", label: t`Micro F1`, marks: [differences.micro_f1] },
        ...shown.map(({ code, name, positives, difference }) => ({
          key: code,
          label: name,
          note: formatCount(positives),
          isBad: difference !== null && difference.high < 0,
          marks: [difference],
        })),
      ]}
    />
  );
}

function SideBySide({ found: { model, other: theirs, classes }, one, other }: SideProps) {
  const { t } = useLingui();
  if (theirs === null) return null;
  return (
    <ForestPlot
      title={t`F1 of both`}
      summary={t`Each with its own interval; these are wider than those of the difference.`}
      columns={{ name: t`Class`, interval: t`Interval` }}
      series={[one, other]}
      scale={{ low: 0, high: 1, marks: [0, 0.25, 0.5, 0.75, 1] }}
      format={formatF1}
      rows={[
        { key: "macro", label: t`Macro F1`, marks: [model.macro_f1, theirs.macro_f1] },
        { key: "micro", label: t`Micro F1`, marks: [model.micro_f1, theirs.micro_f1] },
        ...classes.filter(({ positives }) => positives > 0).map(({ code, name, f1, other_f1: second }) => ({ key: code, label: name, marks: [f1, second] })),
      ]}
    />
  );
}
