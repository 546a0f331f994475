import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { holdoutQuery } from "../../api/models";
import type { Estimate, Model } from "../../api/models";
import { ForestPlot } from "../../ui/charts/ForestPlot";
import { ErrorState } from "../../ui/ErrorState";
import { formatCount } from "../../ui/format";
import { Skeleton } from "../../ui/Skeleton";
import styles from "./Models.module.css";
import { formatF1, nameOf } from "./wording";

const F1 = { low: 0, high: 1, marks: [0, 0.25, 0.5, 0.75, 1] };

/** F1 on the hold-out, overall and per class, with intervals, and the live model's beside it. */
export function HoldoutFigures({ slug, model, live }: { slug: string; model: Model; live: Model | undefined }) {
  const { t } = useLingui();
  const beside = live?.id;
  const holdout = useQuery(holdoutQuery(slug, model.id, beside));
  if (holdout.isPending) return <Skeleton height="640px" radius="var(--radius-m)" />;
  if (holdout.isError) return <ErrorState error={holdout.error} onRetry={() => void holdout.refetch()} />;
  const { subjects, classes, other, model: own } = holdout.data;
  const shown = classes.filter(({ positives }) => positives > 0).sort((a, b) => b.positives - a.positives);
  const missing = classes.length - shown.length;
  return (
    <div className={styles.section}>
      <dl className={styles.figures}>
        <Figure name={t`Macro F1`} value={own.macro_f1} />
        <Figure name={t`Micro F1`} value={own.micro_f1} />
      </dl>
      <ForestPlot
        title={t`F1 per class on the hold-out`}
        summary={t`${plural(subjects, { one: "# image", other: "# images" })} that no network learnt from; intervals of 95 %. Classes that more of them show come first.`}
        columns={{ name: t`Class`, interval: t`Interval` }}
        series={other === null || live === undefined ? [nameOf(model)] : [nameOf(model), t`${nameOf(live)}, live`]}
        scale={F1}
        format={formatF1}
        rows={shown.map(({ code, name, positives, f1, other_f1: theirs }) => ({
          key: code,
          label: name,
          note: formatCount(positives),
          marks: other === null ? [f1] : [f1, theirs],
        }))}
      />
      {missing > 0 && <p className={styles.muted}><Trans>Classes that no image of the hold-out shows: {missing}</Trans></p>}
    </div>
  );
}

function Figure({ name, value: { mean, low, high } }: { name: string; value: Estimate }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {formatF1(mean)} <small>{`${formatF1(low)} – ${formatF1(high)}`}</small>
      </dd>
    </div>
  );
}
