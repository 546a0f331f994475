import { Plural, Trans } from "@lingui/react/macro";

import type { Project } from "../../api/types";
import styles from "./Project.module.css";

/** What a volunteer will do, in three steps, with the channels of the images. */
export function TaskOutline({ project }: { project: Project }) {
  const task = project.tasks[0];
  if (task === undefined) return null;
  const { question, maximum_choices: maximum, minimum_votes: people } = task;
  const choices = task.choices.length;
  return (
    <section className={styles.section} aria-labelledby="task">
      <h2 id="task"><Trans>What you will do</Trans></h2>
      <ol className={styles.steps}>
        <li>
          <strong>
            <Trans>Look.</Trans>
          </strong>{" "}
          <Plural
            value={project.channels.length}
            one="You see one image with # channel that you can switch on and off:"
            other="You see one image with # channels that you can switch on and off:"
          />
          <ul className={styles.channels}>
            {project.channels.map(({ key, name, colour }) => (
              <li key={key}>
                <span style={{ background: colour }} aria-hidden="true" />
                {name}
              </li>
            ))}
          </ul>
        </li>
        <li>
          <Trans><strong>Answer.</strong> {question} Choose up to {maximum} of {choices}; the
          field guide explains each of them.</Trans>
        </li>
        <li>
          <Trans><strong>Go on.</strong> The next image comes at once. Not sure? Pass; nobody minds. At least{" "}
          {people} people look at every image before it counts as decided.</Trans>
        </li>
      </ol>
    </section>
  );
}
