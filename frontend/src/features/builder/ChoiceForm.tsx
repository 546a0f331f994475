import { Trans, useLingui } from "@lingui/react/macro";

import type { DraftChoice } from "../../api/build";
import { Button } from "../../ui/Button";
import { Checkbox, Field, Input, Select, TextArea } from "../../ui/Field";
import styles from "./Build.module.css";
import { withDescendants } from "./choiceTree";

interface ChoiceFormProps {
  choice: DraftChoice;
  choices: readonly DraftChoice[];
  onChange: (changes: Partial<DraftChoice>) => void;
  onMove: (step: -1 | 1) => void;
  onRemove: () => void;
}

/** The words of one choice, as the field guide shows them. */
export function ChoiceForm({ choice, choices, onChange, onMove, onRemove }: ChoiceFormProps) {
  const { t } = useLingui();
  const below = withDescendants(choices, choice.code);
  const parents = choices.filter((other) => !below.has(other.code));
  const alike = choices.filter((other) => other.selectable && other.code !== choice.code);
  return (
    <section className={styles.form} aria-label={choice.name}>
      <div className={styles.row}>
        <Field label={t`Name`}>
          {(ids) => <Input {...ids} value={choice.name} maxLength={120} onChange={(event) => onChange({ name: event.target.value })} />}
        </Field>
        <Field label={t`Code in files`}>
          {(ids) => <Input {...ids} value={choice.code} maxLength={32} onChange={(event) => onChange({ code: event.target.value })} />}
        </Field>
        <Field label={t`Under`}>
          {(ids) => (
            <Select {...ids} value={choice.parent ?? ""} onChange={(event) => onChange({ parent: event.target.value === "" ? null : event.target.value })}>
              <option value="">{t`Top of the tree`}</option>
              {parents.map((parent, at) => (
                <option key={at} value={parent.code}>
                  {parent.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <Checkbox label={t`Can be chosen (otherwise it only groups others)`} checked={choice.selectable} onChange={(event) => onChange({ selectable: event.target.checked })} />
      <Field label={t`In a few words`}>
        {(ids) => <Input {...ids} value={choice.short} maxLength={160} onChange={(event) => onChange({ short: event.target.value })} />}
      </Field>
      <Field label={t`Description`}>
        {(ids) => <TextArea {...ids} rows={4} value={choice.description} onChange={(event) => onChange({ description: event.target.value })} />}
      </Field>
      <Field label={t`What to look for`}>
        {(ids) => <TextArea {...ids} rows={3} value={choice.tips} onChange={(event) => onChange({ tips: event.target.value })} />}
      </Field>
      {choice.selectable && (
        <details>
          <summary>
            <Trans>Easily taken for ({choice.confused_with.length})</Trans>
          </summary>
          {alike.map((other, at) => (
            <Checkbox
              key={at}
              label={other.name}
              checked={choice.confused_with.includes(other.code)}
              onChange={(event) =>
                onChange({
                  confused_with: event.target.checked
                    ? [...choice.confused_with, other.code]
                    : choice.confused_with.filter((code) => code !== other.code),
                })
              }
            />
          ))}
        </details>
      )}
      <div className={styles.tools}>
        <Button look="quiet" onClick={() => onMove(-1)}>
          <Trans>Up</Trans>
        </Button>
        <Button look="quiet" onClick={() => onMove(1)}>
          <Trans>Down</Trans>
        </Button>
        <span className={styles.spring} />
        <Button look="danger" onClick={onRemove}>
          <Trans>Remove</Trans>
        </Button>
      </div>
    </section>
  );
}
