import { Link } from "wouter";

import type { ProjectCard } from "../../api/types";
import { Badge } from "../../ui/Badge";
import { ButtonLink } from "../../ui/Button";
import { ProgressRing } from "../../ui/charts/ProgressRing";
import { Cover } from "../../ui/Cover";
import { countOf } from "../../ui/format";
import styles from "./Home.module.css";

const STATES: Record<string, string> = { draft: "Draft", paused: "Paused", finished: "Finished" };

/** One project on the home page. */
export function ProjectTile({ project }: { project: ProjectCard }) {
  const { slug, title, tagline, cover, state, progress } = project;
  const stateName = STATES[state];
  return (
    <li className={styles.tile}>
      <Cover url={cover} className={styles.cover} />
      <div className={styles.body}>
        <div className={styles.head}>
          <h2 className={styles.title}>
            <Link href={`/p/${slug}`}>{title}</Link>
          </h2>
          {stateName !== undefined && <Badge tone={state === "finished" ? "good" : "warn"}>{stateName}</Badge>}
        </div>
        <p className={styles.tagline}>{tagline}</p>
        <div className={styles.progress}>
          <ProgressRing share={progress.share_retired} label="Decided" />
          <p>
            <strong>{countOf(progress.reached + progress.disputed, "image")} decided</strong>
            <span>
              {countOf(progress.open, "still open", "still open")} · {countOf(progress.volunteers, "volunteer")}
            </span>
          </p>
        </div>
        <div className={styles.actions}>
          {state === "live" && (
            <ButtonLink href={`/p/${slug}/classify`} look={progress.open > 0 ? "primary" : "secondary"}>
              Start labelling
            </ButtonLink>
          )}
          <ButtonLink href={`/p/${slug}`}>About it</ButtonLink>
        </div>
      </div>
    </li>
  );
}
