import { Trans, useLingui } from "@lingui/react/macro";

import type { Choice, Task } from "../../api/types";
import styles from "./ChoiceInfo.module.css";

/** What the choice that is pointed at means; always the same size. */
export function ChoiceInfo({ task, code }: { task: Task; code: string | null }) {
  const { t } = useLingui();
  const choice = task.choices.find((each) => each.code === code);
  return (
    <aside className={styles.info} aria-label={t`About the choice`}>
      {choice === undefined ? <p className={styles.hint}><Trans>Point at a choice to read what it means.</Trans></p> : <Meaning choice={choice} task={task} />}
    </aside>
  );
}

/** Description, tip and look-alikes of a choice. */
export function Meaning({ choice, task }: { choice: Choice; task: Task }) {
  const alike = task.choices.filter((other) => choice.confused_with.includes(other.code)).map((other) => other.name);
  const list = alike.join(", ");
  return (
    <>
      <p className={styles.name}>
        {choice.name} <span className={styles.short}>{choice.short}</span>
      </p>
      <p className={styles.text}>
        {choice.description} {choice.tips}
      </p>
      {alike.length > 0 && <p className={styles.alike}><Trans>Looks like: {list}</Trans></p>}
    </>
  );
}
