import { useLingui } from "@lingui/react/macro";

import type { Learnt } from "../../api/models";
import { LineChart } from "../../ui/charts/LineChart";
import { formatLoss } from "./wording";
import styles from "./Models.module.css";

/** Losses over the epochs of each network, and the epoch whose weights were kept. */
export function LearningCurves({ learnt }: { learnt: Learnt[] }) {
  const { t } = useLingui();
  const points = (values: number[]) => values.map((value, index) => ({ x: index + 1, y: value }));
  return (
    <div className={styles.section}>
      {learnt.map(({ network, kept, training, validation }) => {
        const [epoch, epochs] = [kept + 1, training.length];
        return (
          <LineChart
            key={network}
            title={t`How it learnt: ${network}`}
            summary={t`Mean loss per item. Epoch ${epoch} of ${epochs} was kept: the lowest validation loss.`}
            axis={{ name: t`Epoch`, first: "1", last: String(epochs) }}
            lines={[
              { name: t`Validation`, points: points(validation) },
              { name: t`Training`, points: points(training), dashed: true },
            ]}
            kept={epoch}
            format={formatLoss}
          />
        );
      })}
    </div>
  );
}
