import { Plural, Trans } from "@lingui/react/macro";
import { useQueries } from "@tanstack/react-query";
import { Link } from "wouter";

import { projectQuery, useProjects } from "../../api/queries";
import type { Me, Project } from "../../api/types";
import { Badge } from "../../ui/Badge";
import { ButtonLink } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { Skeleton } from "../../ui/Skeleton";
import { roleName } from "../../ui/words";
import styles from "./Profile.module.css";

/** The projects that one labels in or helps to run, with the own counts. */
export function MyProjects({ memberships }: { memberships: Me["memberships"] }) {
  const slugs = useProjects().data?.map(({ slug }) => slug);
  const pages = useQueries({ queries: (slugs ?? []).map((slug) => projectQuery(slug)) });
  const roles = new Map(memberships.map(({ project, role }) => [project, role]));
  const projects = pages.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const mine = projects.filter(({ slug, my }) => my.classifications > 0 || my.consented || roles.has(slug));
  const waiting = slugs === undefined || pages.some(({ isPending }) => isPending);
  return (
    <Card className={styles.card}>
      <h2><Trans>My projects</Trans></h2>
      {waiting && <Skeleton height="72px" radius="var(--radius-m)" />}
      {!waiting && mine.length === 0 && (
        <p className={styles.muted}><Trans>None yet. Every label counts, from the first one on.</Trans></p>
      )}
      <ul className={styles.projects}>
        {mine.map((project) => (
          <ProjectLine key={project.id} project={project} role={roles.get(project.slug)} />
        ))}
      </ul>
    </Card>
  );
}

function ProjectLine({ project: { slug, title, my }, role }: { project: Project; role: string | undefined }) {
  return (
    <li>
      <div className={styles.line}>
        <Link href={`/p/${slug}`}>{title}</Link>
        <span className={styles.muted}>
          <Plural value={my.classifications} one="# label" other="# labels" /> {role !== undefined && <Badge>{roleName(role)}</Badge>}
        </span>
      </div>
      {my.may_label && <ButtonLink href={`/p/${slug}/classify`}><Trans>Go on</Trans></ButtonLink>}
    </li>
  );
}
