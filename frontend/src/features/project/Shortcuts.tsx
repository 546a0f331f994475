import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "wouter";

import type { Project } from "../../api/types";
import { Card } from "../../ui/Card";
import { roleName } from "../../ui/words";
import type { Access } from "./access";
import styles from "./Project.module.css";

/** The pages of the people who run the project. */
export function Shortcuts({ project, access }: { project: Project; access: Access }) {
  const { t } = useLingui();
  const root = `/p/${project.slug}`;
  return (
    <Card className={styles.card}>
      <h2>{project.my.role === null ? t`As operator` : t`As ${roleName(project.my.role)}`}</h2>
      <ul className={styles.shortcuts}>
        <li>
          <Trans><Link href={`${root}/results`}>Results</Link> votes and consensus of every image</Trans>
        </li>
        <li>
          <Trans><Link href={`${root}/data`}>Data</Link> downloads for your own analysis</Trans>
        </li>
        {access.mayCurate && (
          <li>
            <Trans><Link href={`${root}/import`}>Import</Link> bring new images in</Trans>
          </li>
        )}
      </ul>
    </Card>
  );
}
