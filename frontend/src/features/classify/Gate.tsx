import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import type { MessageDescriptor } from "@lingui/core";
import { Redirect } from "wouter";

import type { Project } from "../../api/types";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";

const REASONS: Record<string, { title: MessageDescriptor; text: MessageDescriptor }> = {
  paused: { title: msg`This project is taking a break`, text: msg`No new answers are taken at the moment. Your earlier ones are safe.` },
  finished: { title: msg`This project is finished`, text: msg`Every image has been looked at. Thank you to everyone who took part.` },
  draft: { title: msg`This project is not open yet`, text: msg`It is still being prepared.` },
};

/** Why nobody, or not this visitor, can label here now. */
export function Gate({ project }: { project: Project }) {
  const { t } = useLingui();
  const back = <ButtonLink href={`/p/${project.slug}`}><Trans>About the project</Trans></ButtonLink>;
  if (project.my.why_not === "login_required") {
    const next = encodeURIComponent(window.location.pathname);
    return (
      <EmptyState
        heading="h1"
        title={t`Log in to label`}
        action={
          <>
            <ButtonLink href={`/accounts/login/?next=${next}`} external look="primary">
              <Trans>Log in</Trans>
            </ButtonLink>
            <ButtonLink href={`/accounts/signup/?next=${next}`} external>
              <Trans>Sign up</Trans>
            </ButtonLink>
          </>
        }
      >
        <Trans>This project asks for an account, so that your answers stay yours on every device.</Trans>
      </EmptyState>
    );
  }
  if (project.my.why_not === "training_required") return <Redirect to={`/p/${project.slug}/learn`} replace />;
  const reason = REASONS[project.my.why_not ?? "paused"] ?? REASONS.paused;
  return (
    <EmptyState heading="h1" title={reason === undefined ? "" : t(reason.title)} action={back}>
      {reason !== undefined && t(reason.text)}
    </EmptyState>
  );
}
