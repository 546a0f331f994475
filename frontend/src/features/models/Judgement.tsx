import { Trans, useLingui } from "@lingui/react/macro";
import { plural } from "@lingui/core/macro";

import type { Judgement as Judged, ModelPage } from "../../api/models";
import { Card } from "../../ui/Card";
import { ForestPlot } from "../../ui/charts/ForestPlot";
import { differenceScale } from "../../ui/charts/scale";
import { formatElapsed } from "../learn/duration";
import { GateMark } from "./GateMark";
import styles from "./Models.module.css";
import { formatF1, formatGain } from "./wording";

/** What the gate found, against whom, which classes fall, and the figures of the training. */
export function Judgement({ model: { figures }, judgement }: { model: ModelPage; judgement: Judged }) {
  const { t } = useLingui();
  const { against, differences, falls, subjects } = judgement;
  const told = differences === null ? [] : [differences.macro_f1, differences.micro_f1, ...falls.map(({ difference }) => difference)];
  const images = plural(subjects, { one: "# image", other: "# images" });
  return (
    <Card className={styles.card}>
      <h2 className={styles.heading}><Trans>The gate</Trans></h2>
      <GateMark judgement={{ ...judgement, differences: null }} />
      {differences !== null && against !== null && (
        <ForestPlot
          title={t`Against model ${against}, which was live`}
          summary={t`Difference of F1 on ${images} of the hold-out, with intervals of 95 %. Right of 0 the new one is better; the gate lets overall figures reach down to −0.02.`}
          columns={{ name: t`Figure`, interval: t`Interval` }}
          series={[t`Difference`]}
          scale={differenceScale(told.flatMap(({ low, high }) => [low, high]))}
          origin={0}
          format={formatGain}
          rows={[
            { key: "macro", label: t`Macro F1`, marks: [differences.macro_f1] },
            { key: "micro", label: t`Micro F1`, marks: [differences.micro_f1] },
            ...falls.map(({ code, name, positives, difference }) => ({
              key: code,
              label: name,
              note: t`falls · ${plural(positives, { one: "# image", other: "# images" })}`,
              isBad: true,
              marks: [difference],
            })),
          ]}
        />
      )}
      {falls.length > 0 && <p className={styles.bad}><Trans>Classes with a fall that chance does not explain: {falls.map(({ name }) => name).join(", ")}</Trans></p>}
      {figures !== null && (
        <section className={styles.section}>
          <h3 className={styles.heading}><Trans>Cross-validation on its training table</Trans></h3>
          <dl className={styles.figures}>
            <div><dt><Trans>Macro F1</Trans></dt><dd>{formatF1(figures.macro_f1)}</dd></div>
            <div><dt><Trans>Micro F1</Trans></dt><dd>{formatF1(figures.micro_f1)}</dd></div>
            <div><dt><Trans>Mean average precision</Trans></dt><dd>{formatF1(figures.mean_average_precision)}</dd></div>
            <div><dt><Trans>Time of training</Trans></dt><dd>{formatElapsed(figures.seconds * 1000)}</dd></div>
          </dl>
        </section>
      )}
    </Card>
  );
}
