import type { Project } from "../../api/types";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";

const REASONS: Record<string, { title: string; text: string }> = {
  paused: { title: "This project is taking a break", text: "No new answers are taken at the moment. Your earlier ones are safe." },
  finished: { title: "This project is finished", text: "Every image has been looked at. Thank you to everyone who took part." },
  draft: { title: "This project is not open yet", text: "It is still being prepared." },
};

/** Why nobody, or not this visitor, can label here now. */
export function Gate({ project }: { project: Project }) {
  const back = <ButtonLink href={`/p/${project.slug}`}>About the project</ButtonLink>;
  if (project.my.why_not === "login_required") {
    const next = encodeURIComponent(window.location.pathname);
    return (
      <EmptyState
        heading="h1"
        title="Log in to label"
        action={
          <>
            <ButtonLink href={`/accounts/login/?next=${next}`} external look="primary">
              Log in
            </ButtonLink>
            <ButtonLink href={`/accounts/signup/?next=${next}`} external>
              Sign up
            </ButtonLink>
          </>
        }
      >
        This project asks for an account, so that your answers stay yours on every device.
      </EmptyState>
    );
  }
  const reason = REASONS[project.my.why_not ?? "paused"] ?? REASONS.paused;
  return (
    <EmptyState heading="h1" title={reason?.title ?? ""} action={back}>
      {reason?.text}
    </EmptyState>
  );
}
