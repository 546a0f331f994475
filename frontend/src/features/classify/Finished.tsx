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
  const { done, undoable } = useSessionState(session);
  const total = before + done;
  return (
    <div className={styles.whole}>
      <EmptyState
        heading="h1"
        title="You have seen them all. Thank you!"
        action={
          <>
            <ButtonLink href={`/p/${project.slug}`} look="primary">
              See the project
            </ButtonLink>
            <Button onClick={() => void session.retry()}>Look for new images</Button>
            {undoable !== null && (
              <Button look="quiet" onClick={onUndo}>
                Undo the last answer
              </Button>
            )}
          </>
        }
      >
        {total > 0 && `You looked at ${total} ${total === 1 ? "image" : "images"} in this project. `}
        There is nothing left for you here right now.
      </EmptyState>
    </div>
  );
}
