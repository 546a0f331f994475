import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";

import type { Arrangement, ModelPoint } from "../../api/loops";
import { Card } from "../../ui/Card";
import { LineChart } from "../../ui/charts/LineChart";
import type { Line } from "../../ui/charts/LineChart";
import { formatCount, formatDate, formatMoment, formatShare } from "../../ui/format";
import styles from "./Models.module.css";
import { formatF1, strategyName } from "./wording";

/** The queue as it stands: who placed how many images, which of them no model chose, and what is settled. */
export function LastArrangement({ arrangement }: { arrangement: Arrangement }) {
  const { t } = useLingui();
  const { at, entries, counts, blind, enough, settled, replaced, method, model, votes } = arrangement;
  const placed = Object.entries(counts).filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  const ways = {
    joined: model === null ? t`Votes are joined by skill.` : t`Votes are joined with what model ${model} says.`,
    votes: t`By votes alone: there is no hold-out of experts by which a model could be believed.`,
    random: t`At random: nothing is known yet.`,
  };
  return (
    <Card className={styles.card}>
      <h3 className={styles.heading}><Trans>Last put in order</Trans></h3>
      <p className={styles.muted}><time dateTime={at}>{formatMoment(at)}</time>. {ways[method]}</p>
      <ul className={styles.shares}>
        {placed.map(([strategy, count]) => (
          <li key={strategy} className={styles.share}>
            <span>{strategy === "exploration" ? t`Not chosen by a model` : strategyName(strategy)}</span>
            <span className={styles.track}><span style={{ width: `${(100 * count) / Math.max(entries, 1)}%` }} /></span>
            <span className={styles.number}>{formatCount(count)}</span>
          </li>
        ))}
      </ul>
      {replaced.map(({ strategy, by }) => (
        <p key={strategy} className={styles.muted}><Trans>{strategyName(strategy)} could not work yet; in its place: {strategyName(by)}.</Trans></p>
      ))}
      <dl className={styles.figures}>
        <Figure name={t`Images that wait`} value={formatCount(entries)} />
        <Figure name={t`Not chosen by a model`} value={formatShare(entries === 0 ? 0 : blind / entries)} />
        <Figure name={t`Enough votes`} value={formatCount(enough)} />
        <Figure name={t`Settled early`} value={formatCount(settled)} />
        <Figure name={t`Votes read`} value={formatCount(votes)} />
      </dl>
    </Card>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** F1 on the hold-out version by version, and votes spent, each time that the queue was put in order. */
export function LoopHistory({ models, arrangements }: { models: ModelPoint[]; arrangements: Arrangement[] }) {
  const { t } = useLingui();
  const oldestFirst = [...arrangements].reverse();
  const [began, ended] = [oldestFirst[0]?.at, oldestFirst.at(-1)?.at];
  const judged = models.filter(({ macro_f1: macro }) => macro !== null);
  const [first, last] = [judged[0], judged.at(-1)];
  const line = (name: string, key: "macro_f1" | "micro_f1"): Line => ({
    name,
    points: judged.map(({ number, ...model }) => ({ x: number, y: model[key] ?? 0 })),
    dashed: key === "micro_f1",
    dotted: true,
  });
  return (
    <>
      {judged.length > 1 && first !== undefined && last !== undefined && (
        <Card>
          <LineChart
            title={t`Models on the hold-out`}
            summary={t`F1 of ${plural(judged.length, { one: "# version", other: "# versions" })}, of all recipes, in the order of their numbers.`}
            axis={{ name: t`Version`, first: t`Model ${first.number}`, last: t`Model ${last.number}` }}
            lines={[line(t`Macro F1`, "macro_f1"), line(t`Micro F1`, "micro_f1")]}
            range={{ low: 0, high: 1 }}
            format={formatF1}
          />
        </Card>
      )}
      {oldestFirst.length > 1 && began !== undefined && ended !== undefined && (
        <Card>
          <LineChart
            title={t`Votes spent`}
            summary={t`Counted votes each time that the queue was put in order.`}
            axis={{ name: t`Order`, ...endsOf(began, ended) }}
            lines={[{ name: t`Votes`, points: oldestFirst.map(({ at, votes }) => ({ x: Date.parse(at), y: votes })) }]}
            format={(value) => formatCount(Math.round(value))}
          />
        </Card>
      )}
    </>
  );
}

/** Days, or moments where both are of one day. */
function endsOf(began: string, ended: string): { first: string; last: string } {
  const when = formatDate(began) === formatDate(ended) ? formatMoment : formatDate;
  return { first: when(began), last: when(ended) };
}
