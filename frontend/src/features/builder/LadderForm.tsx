import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { draftQuery, ladderQuery, saveLadder } from "../../api/build";
import type { DraftChoice, Ladder, TrainingStage, TutorialStep } from "../../api/build";
import { Button, ButtonLink } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { Field, Input } from "../../ui/Field";
import styles from "./Build.module.css";
import { Loaded } from "./Loaded";
import { moved } from "./moved";
import { SaveBar } from "./SaveBar";
import { StageForm } from "./StageForm";
import { StepForm } from "./StepForm";
import { TrustForm } from "./TrustForm";
import { useEditor } from "./useEditor";

const BLANK_STEP: TutorialStep = { title: "", text: "", highlight: "", known_answer: null, offered: [] };
const BLANK_STAGE: TrainingStage = { title: "", text: "", kind: "single", offered: [], window: 6, needed: 5, was: null };

/** Tutorial, stages of training, and when a volunteer is trusted. */
export function LadderForm({ slug }: { slug: string }) {
  return (
    <Loaded query={draftQuery(slug)}>
      {({ content }) => (
        <Loaded query={ladderQuery(slug)}>
          {(ladder) => <Steps slug={slug} ladder={ladder} choices={content.choices.filter((choice) => choice.selectable)} />}
        </Loaded>
      )}
    </Loaded>
  );
}

/** Every stage remembers which stored one it continues: those who passed it need not pass it again. */
function openLadder({ steps, stages, rule }: Ladder): Omit<Ladder, "images"> {
  return { steps, stages: stages.map((stage, at) => ({ ...stage, was: at })), rule };
}

function Steps({ slug, ladder, choices }: { slug: string; ladder: Ladder; choices: DraftChoice[] }) {
  const { t } = useLingui();
  const [reason, setReason] = useState("");
  const { form, edit, ...bar } = useEditor({
    name: "ladder",
    stored: ladder,
    open: openLadder,
    save: (changed) => saveLadder(slug, changed, reason),
    queryKey: ladderQuery(slug).queryKey,
    stale: [["project", slug], ["ladder", slug]],
  });
  const { steps, stages, rule } = form;
  return (
    <Card className={styles.form}>
      <h2><Trans>Tutorial</Trans></h2>
      <p className={styles.muted}>
        <Trans>A few steps that show the page, one part at a time. Volunteers may skip them.</Trans>
      </p>
      <ol className={styles.list}>
        {steps.map((step, at) => (
          <li key={at} className={styles.item}>
            <StepForm
              slug={slug}
              step={step}
              choices={choices}
              taken={steps.flatMap(({ known_answer }) => known_answer ?? [])}
              onChange={(changes) => edit({ steps: steps.map((one, place) => (place === at ? { ...one, ...changes } : one)) })}
            />
            <LineTools
              name={step.title}
              onUp={at === 0 ? undefined : () => edit({ steps: moved(steps, at, at - 1) })}
              onRemove={() => edit({ steps: steps.filter((_, place) => place !== at) })}
            />
          </li>
        ))}
      </ol>
      <Button onClick={() => edit({ steps: [...steps, BLANK_STEP] })}>
        <Trans>Add a step</Trans>
      </Button>
      <h2><Trans>Training</Trans></h2>
      <p className={styles.muted}>
        <Trans>Stages of growing difficulty, each of which must be passed. Give each of them images whose answer you know.</Trans>
      </p>
      <ButtonLink href={`/p/${slug}/known`}>
        <Trans>Known answers</Trans>
      </ButtonLink>
      <ol className={styles.list}>
        {stages.map((stage, at) => (
          <li key={at} className={styles.item}>
            <StageForm
              slug={slug}
              stage={stage}
              choices={choices}
              images={stage.was == null ? undefined : ladder.images[stage.was]}
              onChange={(changes) => edit({ stages: stages.map((one, place) => (place === at ? { ...one, ...changes } : one)) })}
            />
            <LineTools
              name={stage.title}
              onUp={at === 0 ? undefined : () => edit({ stages: moved(stages, at, at - 1) })}
              onRemove={() => edit({ stages: stages.filter((_, place) => place !== at) })}
            />
          </li>
        ))}
      </ol>
      <Button onClick={() => edit({ stages: [...stages, BLANK_STAGE] })}>
        <Trans>Add a stage</Trans>
      </Button>
      <TrustForm rule={rule} onChange={(changes) => edit({ rule: { ...rule, ...changes } })} />
      <Field label={t`What changed and why`} hint={t`Kept in the history of the project.`}>
        {(ids) => <Input {...ids} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <SaveBar {...bar} onSave={bar.save} onReload={bar.reload} />
    </Card>
  );
}

function LineTools({ name, onUp, onRemove }: { name: string; onUp: (() => void) | undefined; onRemove: () => void }) {
  const { t } = useLingui();
  return (
    <div className={styles.tools}>
      <span className={styles.spring} />
      {onUp !== undefined && (
        <Button look="quiet" onClick={onUp} aria-label={t`Move ${name} up`}>
          <Trans>Up</Trans>
        </Button>
      )}
      <Button look="quiet" onClick={onRemove} aria-label={t`Remove ${name}`}>
        <Trans>Remove</Trans>
      </Button>
    </div>
  );
}
