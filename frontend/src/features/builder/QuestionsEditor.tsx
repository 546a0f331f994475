import { Plural, Trans, useLingui } from "@lingui/react/macro";

import type { Draft, DraftChoice, DraftTask, VotesNeeded } from "../../api/build";
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

/** Where the answers agree, seven are enough for yes or no at p = 0.01. */
const YES_NO = { kind: "yes_no", maximum_choices: 1, minimum_votes: 7, maximum_votes: 25 } as const;
const { kind, maximum_choices, minimum_votes, maximum_votes, choice_codes } = BLANK_TASK;
const CHOOSE_MANY = { kind, maximum_choices, minimum_votes, maximum_votes, choice_codes };

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
            {(rules[at]?.length ?? 0) > 0 && <RuleChart votes={rules[at] ?? []} yesOrNo={task.kind === "yes_no"} />}
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
  const isYesNo = task.kind === "yes_no";
  const about = offered.find(({ code }) => code === task.choice_codes?.[0])?.name ?? "";
  const number = (name: "maximum_choices" | "minimum_votes" | "maximum_votes" | "p_reached" | "p_open", label: string, step = 1) => (
    <Field label={label}>
      {(ids) => <Input {...ids} type="number" min={0} step={step} value={task[name]} onChange={(event) => onChange({ [name]: event.target.valueAsNumber })} />}
    </Field>
  );
  return (
    <>
      <Field label={t`Question`}>
        {(ids) => <Input {...ids} value={task.question} maxLength={200} placeholder={isYesNo && about !== "" ? t`Is there any of this: ${about}?` : undefined} onChange={(event) => onChange({ question: event.target.value })} />}
      </Field>
      <Field label={t`Kind`}>
        {(ids) => (
          <Select
            {...ids}
            value={task.kind}
            onChange={(event) => onChange(event.target.value === "yes_no" ? { ...YES_NO, choice_codes: offered.slice(0, 1).map(({ code }) => code) } : CHOOSE_MANY)}
          >
            <option value="choose_many">{t`Choose what applies`}</option>
            <option value="yes_no">{t`Yes or no, about one choice`}</option>
          </Select>
        )}
      </Field>
      {isYesNo && (
        <Field label={t`The choice asked about`} hint={t`The image is shown large, with this choice’s examples beside it. One key or swipe answers: yes, no, or cannot tell.`}>
          {(ids) => (
            <Select {...ids} value={task.choice_codes?.[0] ?? ""} onChange={(event) => onChange({ choice_codes: [event.target.value] })}>
              {about === "" && <option value="">{t`Choose one`}</option>}
              {offered.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <div className={styles.row}>
        {!isYesNo && number("maximum_choices", t`Choices at most`)}
        {number("minimum_votes", t`Votes at least`)}
        {number("maximum_votes", t`Votes at most`)}
        {number("p_reached", isYesNo ? t`Decided below p` : t`Accepted below p`, 0.001)}
        {!isYesNo && number("p_open", t`Undecided below p`, 0.01)}
      </div>
      {!isYesNo && <OfferedByQuestion offered={offered} task={task} onChange={onChange} />}
    </>
  );
}

interface OfferedByQuestionProps {
  offered: readonly DraftChoice[];
  task: DraftTask;
  onChange: (changes: Partial<DraftTask>) => void;
}

/** Which choices a question offers, and whether none of them is an answer. */
function OfferedByQuestion({ offered, task, onChange }: OfferedByQuestionProps) {
  const { t } = useLingui();
  const asked = task.choice_codes ?? offered.map((choice) => choice.code);
  return (
    <>
      <Checkbox label={t`“Nothing of these” is an answer`} checked={task.empty_allowed} onChange={(event) => onChange({ empty_allowed: event.target.checked })} />
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
