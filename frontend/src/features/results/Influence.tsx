import { msg, t } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { influenceQuery } from "../../api/influence";
import type { ChoiceInfluence, Comparison, Influence as Report } from "../../api/influence";
import type { Project } from "../../api/types";
import { Card } from "../../ui/Card";
import type { Estimate } from "../../ui/charts/PairedIntervals";
import { PairedIntervals } from "../../ui/charts/PairedIntervals";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Field, Select } from "../../ui/Field";
import { formatRoughly, formatShare } from "../../ui/format";
import { Skeleton } from "../../ui/Skeleton";
import styles from "./Influence.module.css";
import { InfluenceGroups } from "./InfluenceGroups";

const FIGURES = {
  rate: {
    label: msg`Share of subjects with this choice`,
    about: msg`Of the subjects with a consensus, those whose consensus names the choice.`,
    format: formatShare,
  },
  agreement: {
    label: msg`Agreement`,
    about: msg`Of the answers to subjects whose consensus names the choice, those that named it.`,
    format: formatShare,
  },
  votes: {
    label: msg`Answers per subject`,
    about: msg`Counted answers to a subject whose consensus names the choice.`,
    format: formatRoughly,
  },
  f1: {
    label: msg`F1 against experts`,
    about: msg`How well the consensus agrees with the labels of experts, where there are enough.`,
    format: formatRoughlyShare,
  },
} as const;

type Figure = keyof typeof FIGURES;

/** Whether consensus comes out otherwise where models may choose the subjects than where they may not. */
export function Influence({ project }: { project: Project }) {
  const influence = useQuery({ ...influenceQuery(project.slug), enabled: project.round !== null });
  if (project.round === null) return <NoBlindShare />;
  if (influence.isPending) return <Skeleton height="640px" radius="var(--radius-l)" />;
  if (influence.isError) return <ErrorState error={influence.error} onRetry={() => void influence.refetch()} />;
  if (influence.data.choices.length === 0) return <NoBlindShare />;
  return <Told report={influence.data} />;
}

function NoBlindShare() {
  const { t: say } = useLingui();
  return (
    <EmptyState title={say`No blind share yet`}>
      <Trans>
        When networks begin to choose the next images, a random share of the subjects is kept from them. Then both groups
        are compared here: that shows whether the choice changes the consensus.
      </Trans>
    </EmptyState>
  );
}

function Told({ report }: { report: Report }) {
  const { t: say } = useLingui();
  const [figure, setFigure] = useState<Figure>("rate");
  const told = (Object.keys(FIGURES) as Figure[]).filter((one) => one !== "f1" || report.label_source !== "");
  const { label, about } = FIGURES[figure];
  return (
    <div className={styles.report}>
      <Card className={styles.card}>
        <h2 className={styles.heading}><Trans>Do models change the consensus?</Trans></h2>
        <p className={styles.lead}>
          <Trans>
            Chance drew the blind subjects, and no model ever chooses them. Models may choose all others. Where consensus judges
            a model, only subjects that no model chose count.
          </Trans>
        </p>
        <InfluenceGroups report={report} />
      </Card>
      <Card className={styles.card}>
        <Field label={say`Figure`} hint={say(about)}>
          {(ids) => (
            <Select {...ids} className={styles.pick} value={figure} onChange={(event) => setFigure(event.target.value as Figure)}>
              {told.map((one) => (
                <option key={one} value={one}>
                  {say(FIGURES[one].label)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Plot title={say(label)} choices={report.choices} figure={figure} />
        <p className={styles.lead}>
          <Trans>
            Lines are 95 % intervals. A difference in shares alone can be what models are for: they look for rare choices. If
            agreement or F1 differ as well, the choice changes the answers; then trust the blind subjects.
          </Trans>
        </p>
      </Card>
    </div>
  );
}

function Plot({ title, choices, figure }: { title: string; choices: ChoiceInfluence[]; figure: Figure }) {
  const { t: say } = useLingui();
  const { format } = FIGURES[figure];
  const names: [string, string] = [say`Blind`, say`Models may choose`];
  const shown = choices.map((choice) => ({ ...choice, told: choice[figure] }));
  const apart = shown.filter(({ told }) => told.beyond_chance);
  const most = Math.max(1, ...shown.flatMap(({ told }) => [told.blind?.high ?? 0, told.chosen?.high ?? 0]));
  const listed = apart.map(({ name }) => name).join(", ");
  return (
    <PairedIntervals
      title={title}
      summary={
        apart.length === 0 ? say`No choice differs by more than chance.` : say`Differ by more than chance: ${listed}.`
      }
      names={names}
      top={figure === "votes" ? Math.ceil(most / 4) * 4 : 1}
      format={format}
      none={say`Too few subjects to tell`}
      data={shown.map(({ code, name, told }) => ({
        key: code,
        label: name,
        first: told.blind,
        second: told.chosen,
        note: told.beyond_chance ? say`more than chance` : undefined,
      }))}
      table={{
        columns: [say`Choice`, ...names, say`Difference`, say`More than chance`],
        rows: shown.map(({ name, told }) => [name, ...inWords(told, format)]),
      }}
    />
  );
}

function inWords({ blind, chosen, difference, beyond_chance }: Comparison, format: (value: number) => string): string[] {
  const told = (one: Estimate | null) =>
    one === null ? "–" : `${format(one.value)} (${format(one.low)} – ${format(one.high)})`;
  const signed = (value: number) => `${value < 0 ? "−" : "+"}${format(Math.abs(value))}`;
  const apart =
    difference === null
      ? "–"
      : `${signed(difference.value)} (${signed(difference.low)} – ${signed(difference.high)})`;
  return [told(blind), told(chosen), apart, beyond_chance ? t`Yes` : t`No`];
}

function formatRoughlyShare(value: number): string {
  return value.toFixed(2);
}
