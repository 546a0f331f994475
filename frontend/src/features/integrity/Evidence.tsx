import { useLingui } from "@lingui/react/macro";

import type { Suspicion } from "../../api/integrity";
import { PairedBars } from "../../ui/charts/PairedBars";
import { DeviceList } from "./DeviceList";
import { choicesInWords } from "./evidenceWords";
import { PairPlot } from "./PairPlot";

/** The figures behind a suspicion as a small picture: answers, times, or pairs of volunteers. */
export function Evidence({
  suspicion: { volunteer, evidence },
  names,
}: {
  suspicion: Suspicion;
  names: ReadonlyMap<string, string>;
}) {
  const { t } = useLingui();
  const { answers, times, pairs, devices } = evidence;
  if (devices !== undefined) return <DeviceList devices={devices} />;
  if (pairs !== undefined) return <PairPlot pairs={pairs} />;
  if (times !== undefined) {
    return (
      <PairedBars
        title={t`How long answers took`}
        summary={t`Shares of answers by their time, of this volunteer and of others.`}
        columns={[t`Seconds`, volunteer, t`Others`]}
        shares
        data={times.from_seconds.map((from, index) => ({
          key: String(from),
          label: rangeOf(from, times.from_seconds[index + 1]),
          first: times.own[index] ?? 0,
          second: times.others[index] ?? 0,
        }))}
      />
    );
  }
  if (answers === undefined) return null;
  return (
    <PairedBars
      title={t`The volunteer's most frequent answers`}
      summary={t`How often each set of choices was given, and how often others gave it to the same images.`}
      columns={[t`Answer`, volunteer, t`Others`]}
      shares
      data={answers.map(({ choices, own, others }, index) => {
        const rank = index + 1;
        const label = choices === undefined ? t`Set ${rank}` : choicesInWords(choices, names);
        return { key: String(rank), label, first: own, second: others };
      })}
    />
  );
}

function rangeOf(from: number, to: number | undefined): string {
  return to === undefined ? `≥ ${from}` : `${from}–${to}`;
}
