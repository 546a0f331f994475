import { Plural, Trans, useLingui } from "@lingui/react/macro";

import type { Draft, DraftTask, VotesNeeded } from "../../api/build";
import { Button } from "../../ui/Button";
import { Checkbox, Field, Input, Select } from "../../ui/Field";
import styles from "./Build.module.css";
import { RuleChart } from "./RuleChart";

const BLANK_TASK: DraftTask = {
  question: "",
  kind: "choose_many",
  choice_codes: null,
  maximum_choices: 5,
  empty_allowed: false,
  minimum_votes: 12,
  maximum_votes: 40,
  p_reached: 0.01,
  p_open: 0.1,
};

interface QuestionsEditorProps {
  draft: Draft;
  /** What each saved question's rule means; empty while there is something unsaved. */
  rules: readonly (readonly VotesNeeded[])[];
  onChange: (changes: Partial<Draft>) => void;
}

/** What is asked, and when the votes are a consensus. */
export function QuestionsEditor({ draft, rules, onChange }: QuestionsEditorProps) {
  const { t } = useLingui();
  const { tasks } = draft;
  const change = (at: number, changes: Partial<DraftTask>) =>
    onChange({ tasks: tasks.map((task, place) => (place === at ? { ...task, ...changes } : task)) });
  return (
    <>
      <Field label={t`Rounds planned`} hint={t`Each round asks about every image anew; votes of several rounds can be pooled.`}>
        {(ids) => (
          <Input {...ids} type="number" min={1} max={50} value={draft.rounds} onChange={(event) => onChange({ rounds: event.target.valueAsNumber })} />
        )}
      </Field>
      <ol className={styles.list}>
        {tasks.map((task, at) => (
          <li key={at} className={styles.item}>
            <QuestionForm draft={draft} task={task} onChange={(changes) => change(at, changes)} />
            {(rules[at]?.length ?? 0) > 0 && <RuleChart votes={rules[at] ?? []} />}
            {tasks.length > 1 && (
              <div className={styles.tools}>
                <span className={styles.spring} />
                <Button look="quiet" onClick={() => onChange({ tasks: tasks.filter((_, place) => place !== at) })}>
                  <Trans>Remove this question</Trans>
                </Button>
              </div>
            )}
          </li>
        ))}
      </ol>
      <Button onClick={() => onChange({ tasks: [...tasks, BLANK_TASK] })}>
        <Trans>Add a question</Trans>
      </Button>
    </>
  );
}

function QuestionForm({ draft, task, onChange }: { draft: Draft; task: DraftTask; onChange: (changes: Partial<DraftTask>) => void }) {
  const { t } = useLingui();
  const offered = draft.choices.filter((choice) => choice.selectable);
  const asked = task.choice_codes ?? offered.map((choice) => choice.code);
  const number = (name: "maximum_choices" | "minimum_votes" | "maximum_votes" | "p_reached" | "p_open", label: string, step = 1) => (
    <Field label={label}>
      {(ids) => <Input {...ids} type="number" min={0} step={step} value={task[name]} onChange={(event) => onChange({ [name]: event.target.valueAsNumber })} />}
    </Field>
  );
  return (
    <>
      <Field label={t`Question`}>
        {(ids) => <Input {...ids} value={task.question} maxLength={200} onChange={(event) => onChange({ question: event.target.value })} />}
      </Field>
      <Field label={t`Kind`}>
        {(ids) => (
          <Select {...ids} value={task.kind} onChange={(event) => onChange({ kind: event.target.value === "yes_no" ? "yes_no" : "choose_many" })}>
            <option value="choose_many">{t`Choose what applies`}</option>
            <option value="yes_no">{t`Yes or no, about one choice`}</option>
          </Select>
        )}
      </Field>
      <div className={styles.row}>
        {task.kind === "choose_many" && number("maximum_choices", t`Choices at most`)}
        {number("minimum_votes", t`Votes at least`)}
        {number("maximum_votes", t`Votes at most`)}
        {task.kind === "choose_many" && number("p_reached", t`Accepted below p`, 0.001)}
        {task.kind === "choose_many" && number("p_open", t`Undecided below p`, 0.01)}
      </div>
      {task.kind === "choose_many" && (
        <Checkbox label={t`“Nothing of these” is an answer`} checked={task.empty_allowed} onChange={(event) => onChange({ empty_allowed: event.target.checked })} />
      )}
      <details>
        <summary>
          {task.choice_codes === null ? <Trans>Asks about every choice</Trans> : <Plural value={asked.length} one="Asks about # choice" other="Asks about # choices" />}
        </summary>
        <Checkbox label={t`Every choice of the tree`} checked={task.choice_codes === null} onChange={(event) => onChange({ choice_codes: event.target.checked ? null : asked })} />
        {task.choice_codes !== null &&
          offered.map((choice, at) => (
            <Checkbox
              key={at}
              label={choice.name}
              checked={asked.includes(choice.code)}
              onChange={(event) =>
                onChange({
                  choice_codes: offered
                    .map((other) => other.code)
                    .filter((code) => (code === choice.code ? event.target.checked : asked.includes(code))),
                })
              }
            />
          ))}
      </details>
    </>
  );
}
