import type { Project } from "../../api/types";
import { countOf } from "../../ui/format";
import styles from "./Project.module.css";

/** What a volunteer will do, in three steps, with the channels of the images. */
export function TaskOutline({ project }: { project: Project }) {
  const task = project.tasks[0];
  if (task === undefined) return null;
  return (
    <section className={styles.section} aria-labelledby="task">
      <h2 id="task">What you will do</h2>
      <ol className={styles.steps}>
        <li>
          <strong>Look.</strong> You see one image with {countOf(project.channels.length, "channel")} that you can
          switch on and off:
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
          <strong>Answer.</strong> {task.question} Choose up to {task.maximum_choices} of {task.choices.length}; the
          field guide explains each of them.
        </li>
        <li>
          <strong>Go on.</strong> The next image comes at once. Not sure? Pass; nobody minds. At least{" "}
          {task.minimum_votes} people look at every image before it counts as decided.
        </li>
      </ol>
    </section>
  );
}
