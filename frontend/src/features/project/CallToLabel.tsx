import type { Project, WhyNot } from "../../api/types";
import { ButtonLink } from "../../ui/Button";
import styles from "./Project.module.css";

const CLOSED: Partial<Record<WhyNot, string>> = {
  paused: "The project is taking a break. Your labels are safe; please come back later.",
  finished: "The project is finished. Thank you to everybody who took part!",
  draft: "The project is still a draft: only its members see it, and nobody can label yet.",
};

/** The way into labelling, or why there is none at the moment. */
export function CallToLabel({ project }: { project: Project }) {
  const { slug, my } = project;
  const closed = my.why_not === null ? undefined : CLOSED[my.why_not];
  const isAllDecided = project.progress.subjects > 0 && project.progress.open === 0;
  const next = encodeURIComponent(`/p/${slug}/classify`);
  return (
    <div className={styles.call}>
      {closed !== undefined && <p className={styles.closed}>{closed}</p>}
      {my.why_not === "login_required" && (
        <ButtonLink href={`/accounts/login/?next=${next}`} look="primary" size="l" external>
          Log in to label
        </ButtonLink>
      )}
      {closed === undefined && my.why_not !== "login_required" && (
        <ButtonLink href={`/p/${slug}/classify`} look={isAllDecided ? "secondary" : "primary"} size="l">
          {my.classifications > 0 ? "Go on labelling" : "Start labelling"}
        </ButtonLink>
      )}
      <ButtonLink href={`/p/${slug}/guide`} size="l">
        Field guide
      </ButtonLink>
      {closed === undefined && isAllDecided && (
        <p className={styles.note}>Every image is decided for now. Thank you! New ones may come.</p>
      )}
      {closed === undefined && !isAllDecided && my.why_not === "consent_required" && project.guests_allowed && (
        <p className={styles.note}>No account needed. A minute is enough to help.</p>
      )}
    </div>
  );
}
