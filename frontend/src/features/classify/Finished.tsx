import { Plural, Trans, useLingui } from "@lingui/react/macro";

import type { Project } from "../../api/types";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { useSessionState } from "./useLabellingSession";
import type { LabellingSession } from "./model/session";
import styles from "./Workbench.module.css";

interface FinishedProps {
  project: Project;
  /** Answers of this volunteer from before the session. */
  before: number;
  session: LabellingSession;
  onUndo: () => void;
}

/** Nothing is left for this volunteer: thanks, and where to go from here. */
export function Finished({ project, before, session, onUndo }: FinishedProps) {
  const { t } = useLingui();
  const { done, undoable } = useSessionState(session);
  const total = before + done;
  return (
    <div className={styles.whole}>
      <EmptyState
        heading="h1"
        title={t`You have seen them all. Thank you!`}
        action={
          <>
            <ButtonLink href={`/p/${project.slug}`} look="primary">
              <Trans>See the project</Trans>
            </ButtonLink>
            <Button onClick={() => void session.retry()}><Trans>Look for new images</Trans></Button>
            {undoable !== null && (
              <Button look="quiet" onClick={onUndo}>
                <Trans>Undo the last answer</Trans>
              </Button>
            )}
          </>
        }
      >
        {total > 0 && (
          <>
            <Plural value={total} one="You looked at # image in this project." other="You looked at # images in this project." />{" "}
          </>
        )}
        <Trans>There is nothing left for you here right now.</Trans>
      </EmptyState>
    </div>
  );
}
