import { Trans } from "@lingui/react/macro";

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
      <h2><Trans>Images</Trans></h2>
      <dl className={styles.credits}>
        {credit !== "" && (
          <div>
            <dt><Trans>Credit</Trans></dt>
            <dd>{credit}</dd>
          </div>
        )}
        {licence !== "" && (
          <div>
            <dt><Trans>Licence</Trans></dt>
            <dd>{licence}</dd>
          </div>
        )}
        {source !== "" && (
          <div>
            <dt><Trans>Source</Trans></dt>
            <dd>
              <SourceLink source={source} />
            </dd>
          </div>
        )}
      </dl>
    </Card>
  );
}
