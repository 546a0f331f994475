import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { MessageDescriptor } from "@lingui/core";
import { Link } from "wouter";

import type { ProjectCard } from "../../api/types";
import { Badge } from "../../ui/Badge";
import { ButtonLink } from "../../ui/Button";
import { ProgressRing } from "../../ui/charts/ProgressRing";
import { Cover } from "../../ui/Cover";
import styles from "./Home.module.css";

const STATES: Record<string, MessageDescriptor> = { draft: msg`Draft`, paused: msg`Paused`, finished: msg`Finished` };

/** One project on the home page. */
export function ProjectTile({ project }: { project: ProjectCard }) {
  const { t } = useLingui();
  const { slug, title, tagline, cover, state, progress } = project;
  const stateName = STATES[state];
  return (
    <li className={styles.tile}>
      <Cover url={cover} className={styles.cover} />
      <div className={styles.body}>
        <div className={styles.head}>
          <h2 className={styles.title}>
            <Link href={`/p/${slug}`}>
              <bdi>{title}</bdi>
            </Link>
          </h2>
          {stateName !== undefined && <Badge tone={state === "finished" ? "good" : "warn"}>{t(stateName)}</Badge>}
        </div>
        <p className={styles.tagline}>
          <bdi>{tagline}</bdi>
        </p>
        <div className={styles.progress}>
          <ProgressRing share={progress.share_retired} label={t`Decided`} />
          <p>
            <strong><Plural value={progress.reached + progress.disputed} one="# image decided" other="# images decided" /></strong>
            <span>
              <Plural value={progress.open} one="# still open" other="# still open" /> ·{" "}
              <Plural value={progress.volunteers} one="# volunteer" other="# volunteers" />
            </span>
          </p>
        </div>
        <div className={styles.actions}>
          {state === "live" && (
            <ButtonLink href={`/p/${slug}/classify`} look={progress.open > 0 ? "primary" : "secondary"}>
              <Trans>Start labelling</Trans>
            </ButtonLink>
          )}
          <ButtonLink href={`/p/${slug}`}><Trans>About it</Trans></ButtonLink>
        </div>
      </div>
    </li>
  );
}
