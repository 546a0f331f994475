import { Plural, Trans, useLingui } from "@lingui/react/macro";

import type { DraftChoice, Ladder, TrainingStage } from "../../api/build";
import { Field, Input, Select, TextArea } from "../../ui/Field";
import styles from "./Build.module.css";
import { OfferedChoices } from "./OfferedChoices";
import { StageImages } from "./StageImages";

interface StageFormProps {
  slug: string;
  stage: TrainingStage;
  choices: readonly DraftChoice[];
  /** Images of the stage as it is stored; undefined for a new one. */
  images: Ladder["images"][number] | undefined;
  onChange: (changes: Partial<TrainingStage>) => void;
}

/** One stage of training: its words, what it offers, and what passes it. */
export function StageForm({ slug, stage, choices, images, onChange }: StageFormProps) {
  const { t } = useLingui();
  const kinds: Record<TrainingStage["kind"], string> = {
    single: t`One place per image`,
    multiple: t`Several places per image`,
    artefacts: t`Artefacts and odd images`,
    mixed: t`Everything`,
  };
  const offered = stage.offered ?? [];
  const whole = (name: "window" | "needed", label: string) => (
    <Field label={label}>
      {(ids) => <Input {...ids} type="number" min={1} max={100} value={stage[name]} onChange={(event) => onChange({ [name]: event.target.valueAsNumber })} />}
    </Field>
  );
  return (
    <>
      <div className={styles.row}>
        <Field label={t`Title`}>
          {(ids) => <Input {...ids} value={stage.title} maxLength={120} onChange={(event) => onChange({ title: event.target.value })} />}
        </Field>
        <Field label={t`Kind`}>
          {(ids) => (
            <Select {...ids} value={stage.kind} onChange={(event) => onChange({ kind: event.target.value as TrainingStage["kind"] })}>
              {Object.entries(kinds).map(([key, name]) => (
                <option key={key} value={key}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {whole("needed", t`Right answers needed`)}
        {whole("window", t`among the last`)}
      </div>
      <Field label={t`Words`}>
        {(ids) => <TextArea {...ids} rows={2} value={stage.text} maxLength={2000} onChange={(event) => onChange({ text: event.target.value })} />}
      </Field>
      <p className={styles.muted}>
        {images === undefined ? <Trans>Save the stage, then give it images.</Trans> : <Plural value={images.fitting} one="# image" other="# images" />}
        {images !== undefined && images.unfit > 0 && (
          <>
            {" · "}
            <Plural value={images.unfit} one="# image cannot be answered with what is offered" other="# images cannot be answered with what is offered" />
          </>
        )}
      </p>
      <OfferedChoices choices={choices} offered={offered} onChange={(codes) => onChange({ offered: codes })} />
      {stage.was != null && <StageImages slug={slug} stage={stage.was} choices={choices} offered={offered} />}
    </>
  );
}
