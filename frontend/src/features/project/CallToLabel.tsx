import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import type { MessageDescriptor } from "@lingui/core";

import type { Project, WhyNot } from "../../api/types";
import { ButtonLink } from "../../ui/Button";
import styles from "./Project.module.css";

const CLOSED: Partial<Record<WhyNot, MessageDescriptor>> = {
  paused: msg`The project is taking a break. Your labels are safe; please come back later.`,
  finished: msg`The project is finished. Thank you to everybody who took part!`,
  draft: msg`The project is still a draft: only its members see it, and nobody can label yet.`,
};

/** The way into labelling, or why there is none at the moment. */
export function CallToLabel({ project }: { project: Project }) {
  const { t } = useLingui();
  const { slug, my } = project;
  const closed = my.why_not === null ? undefined : CLOSED[my.why_not];
  const isAllDecided = project.progress.subjects > 0 && project.progress.open === 0;
  const next = encodeURIComponent(`/p/${slug}/classify`);
  return (
    <div className={styles.call}>
      {closed !== undefined && <p className={styles.closed}>{t(closed)}</p>}
      {my.why_not === "login_required" && (
        <ButtonLink href={`/accounts/login/?next=${next}`} look="primary" size="l" external>
          <Trans>Log in to label</Trans>
        </ButtonLink>
      )}
      {my.why_not === "training_required" && (
        <ButtonLink href={`/p/${slug}/learn`} look="primary" size="l">
          {my.classifications > 0 ? <Trans>Practise</Trans> : <Trans>Learn to label</Trans>}
        </ButtonLink>
      )}
      {closed === undefined && my.why_not !== "login_required" && my.why_not !== "training_required" && (
        <ButtonLink href={`/p/${slug}/classify`} look={isAllDecided ? "secondary" : "primary"} size="l">
          {my.classifications > 0 ? t`Go on labelling` : t`Start labelling`}
        </ButtonLink>
      )}
      <ButtonLink href={`/p/${slug}/guide`} size="l">
        <Trans>Field guide</Trans>
      </ButtonLink>
      {closed === undefined && isAllDecided && (
        <p className={styles.note}><Trans>Every image is decided for now. Thank you! New ones may come.</Trans></p>
      )}
      {closed === undefined && !isAllDecided && my.why_not === "consent_required" && project.guests_allowed && (
        <p className={styles.note}><Trans>No account needed. A minute is enough to help.</Trans></p>
      )}
    </div>
  );
}
