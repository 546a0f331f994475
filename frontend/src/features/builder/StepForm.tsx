import { useLingui } from "@lingui/react/macro";

import type { DraftChoice, TutorialStep } from "../../api/build";
import { Field, Input, Select, TextArea } from "../../ui/Field";
import styles from "./Build.module.css";
import { OfferedChoices } from "./OfferedChoices";
import { StepImage } from "./StepImage";

interface StepFormProps {
  slug: string;
  step: TutorialStep;
  choices: readonly DraftChoice[];
  /** Known answers that stand in a step already. */
  taken: readonly string[];
  onChange: (changes: Partial<TutorialStep>) => void;
}

/** One step of the tutorial: its words, the part of the page that it points at, and an image to answer. */
export function StepForm({ slug, step, choices, taken, onChange }: StepFormProps) {
  const { t } = useLingui();
  const parts: Record<TutorialStep["highlight"], string> = {
    "": t`Nothing in particular`,
    viewer: t`The image`,
    channels: t`The channels`,
    choices: t`The choices`,
    submit: t`The button that sends`,
    pass: t`The pass button`,
    remark: t`The remark button`,
  };
  return (
    <>
      <div className={styles.row}>
        <Field label={t`Title`}>
          {(ids) => <Input {...ids} value={step.title} maxLength={120} onChange={(event) => onChange({ title: event.target.value })} />}
        </Field>
        <Field label={t`Points at`}>
          {(ids) => (
            <Select {...ids} value={step.highlight} onChange={(event) => onChange({ highlight: event.target.value as TutorialStep["highlight"] })}>
              {Object.entries(parts).map(([key, name]) => (
                <option key={key} value={key}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <Field label={t`Words`}>
        {(ids) => <TextArea {...ids} rows={3} value={step.text} maxLength={2000} onChange={(event) => onChange({ text: event.target.value })} />}
      </Field>
      <StepImage slug={slug} step={step} choices={choices} taken={taken} onChange={(known_answer) => onChange({ known_answer })} />
      {step.known_answer != null && (
        <OfferedChoices choices={choices} offered={step.offered ?? []} onChange={(offered) => onChange({ offered })} />
      )}
    </>
  );
}
