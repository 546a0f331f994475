import { Plural, Trans, useLingui } from "@lingui/react/macro";

import type { ChoiceFeedback, LessonFeedback } from "../../api/ladder";
import type { Task } from "../../api/types";
import { OutcomeMark } from "../classify/OutcomeMark";
import styles from "./FeedbackPanel.module.css";

/** What was found, missed and not there in one answer, each with what to look for. */
export function FeedbackPanel({ task, feedback }: { task: Task; feedback: LessonFeedback }) {
  const { t } = useLingui();
  const { choices, right } = feedback;
  const wrong = choices.filter(({ outcome }) => outcome !== "hit").length;
  return (
    <section className={styles.panel} role="status" aria-label={t`Feedback`} data-testid="feedback">
      <h2 className={styles.title}>
        {right ? <Trans>All right. Well seen!</Trans> : <Plural value={wrong} one="Nearly. One thing to look at again:" other="# things to look at again:" />}
      </h2>
      <ul className={styles.list}>
        {choices.map((choice) => (
          <Entry key={choice.code} choice={choice} task={task} />
        ))}
      </ul>
    </section>
  );
}

function Entry({ choice, task }: { choice: ChoiceFeedback; task: Task }) {
  const nameOf = (code: string) => task.choices.find((each) => each.code === code)?.name ?? code;
  const alike = choice.alike.map(nameOf).join(", ");
  return (
    <li className={styles.entry}>
      <OutcomeMark outcome={choice.outcome} />
      <div>
        <p className={styles.name}>{nameOf(choice.code)}</p>
        {choice.outcome !== "hit" && choice.text !== "" && <p className={styles.text}>{choice.text}</p>}
        {alike !== "" && (
          <p className={styles.text}>
            <Trans>Easily taken for what is there: {alike}.</Trans>
          </p>
        )}
      </div>
    </li>
  );
}
