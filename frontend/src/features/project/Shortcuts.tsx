import { Link } from "wouter";

import type { Project } from "../../api/types";
import { Card } from "../../ui/Card";
import type { Access } from "./access";
import styles from "./Project.module.css";

/** The pages of the people who run the project. */
export function Shortcuts({ project, access }: { project: Project; access: Access }) {
  const root = `/p/${project.slug}`;
  return (
    <Card className={styles.card}>
      <h2>{project.my.role === null ? "As operator" : `As ${project.my.role}`}</h2>
      <ul className={styles.shortcuts}>
        <li>
          <Link href={`${root}/results`}>Results</Link> votes and consensus of every image
        </li>
        <li>
          <Link href={`${root}/data`}>Data</Link> downloads for your own analysis
        </li>
        {access.mayCurate && (
          <li>
            <Link href={`${root}/import`}>Import</Link> bring new images in
          </li>
        )}
      </ul>
    </Card>
  );
}
