import type { Project } from "../../api/types";
import { Card } from "../../ui/Card";
import styles from "./Project.module.css";
import { SourceLink } from "../../ui/SourceLink";

/** Where the images come from and how they may be used. */
export function Credits({ project }: { project: Project }) {
  const { credit, licence, source } = project;
  if (credit === "" && licence === "" && source === "") return null;
  return (
    <Card className={styles.card}>
      <h2>Images</h2>
      <dl className={styles.credits}>
        {credit !== "" && (
          <div>
            <dt>Credit</dt>
            <dd>{credit}</dd>
          </div>
        )}
        {licence !== "" && (
          <div>
            <dt>Licence</dt>
            <dd>{licence}</dd>
          </div>
        )}
        {source !== "" && (
          <div>
            <dt>Source</dt>
            <dd>
              <SourceLink source={source} />
            </dd>
          </div>
        )}
      </dl>
    </Card>
  );
}
