import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Redirect } from "wouter";

import { takeLesson } from "../../api/ladder";
import type { Ladder, Lesson, LessonFeedback } from "../../api/ladder";
import type { Project, Task } from "../../api/types";
import { ErrorState } from "../../ui/ErrorState";
import { useToast } from "../../ui/Toast";
import { WorkbenchSkeleton } from "../classify/WorkbenchSkeleton";
import { Arrived, StagePassed } from "./Milestone";
import { Practice } from "./Practice";
import { StageDots } from "./StageDots";
import styles from "./Training.module.css";
import { useLesson } from "./useLesson";
import { WithLadder } from "./WithLadder";

/** Training: one image after the other, each with feedback, until the stages are passed. */
export default function TrainingPage() {
  const { t } = useLingui();
  return (
    <WithLadder title={t`Training`}>
      {(project, task, ladder) => <Training key={project.slug} project={project} task={task} ladder={ladder} />}
    </WithLadder>
  );
}

const currentOf = (ladder: Ladder) => ladder.stages.find(({ state }) => state === "current");

function Training({ project, task, ladder }: { project: Project; task: Task; ladder: Ladder }) {
  const [lesson, setLesson] = useState<Lesson | null>(null);
  // The ladder as it was when the image on the screen came: the page moves on with the volunteer, not before.
  const [entered, setEntered] = useState(ladder);
  const [passed, setPassed] = useState<LessonFeedback | null>(null);
  const state = useLesson(project.slug, task, lesson);
  const { t } = useLingui();
  const toast = useToast();
  const fetchLesson = useMutation({ mutationFn: () => takeLesson(project.slug, null), onSuccess: setLesson });
  const { mutate } = fetchLesson;
  const isTraining = entered.next === "training";
  useEffect(() => {
    if (isTraining) mutate();
  }, [isTraining, mutate]);
  const { feedback } = state;
  const stage = currentOf(feedback !== null && currentOf(feedback.ladder)?.position === currentOf(entered)?.position ? feedback.ladder : entered);

  const goOn = () => {
    const next = passed ?? feedback;
    if (next === null) return;
    const climbed = currentOf(next.ladder)?.position !== currentOf(entered)?.position;
    if (climbed && passed === null) {
      setPassed(next);
      return;
    }
    setPassed(null);
    setEntered(next.ladder);
    setLesson(next.next);
    if (next.next === null) mutate();
  };
  const main = () => {
    if (feedback !== null) goOn();
    else if (state.chosen.length > 0 || task.empty_allowed) state.check();
    else toast(t`Choose what you see first.`);
  };

  if (entered.next === "tutorial") return <Redirect to={`/p/${project.slug}/learn/tutorial`} replace />;
  if (entered.next === "label") return <Arrived project={project} returned={false} />;
  if (passed?.ladder.next === "label") return <Arrived project={project} returned={entered.level === "returned"} />;
  if (passed !== null) return <StagePassed passed={stage} next={currentOf(passed.ladder)} onNext={goOn} />;
  if (fetchLesson.error !== null && lesson === null) {
    return <ErrorState error={fetchLesson.error} title={t`No image to practise on`} onRetry={() => mutate()} />;
  }
  if (stage === undefined) return <WorkbenchSkeleton />;
  const isLast = feedback !== null && feedback.next === null;
  return (
    <Practice
      project={project}
      task={task}
      lesson={lesson}
      upcoming={feedback?.next ?? null}
      offered={lesson?.offered ?? stage.offered}
      state={state}
      onMain={main}
      mainLabel={feedback === null ? t`Check` : isLast ? t`Go on` : t`Next`}
      ready={lesson !== null && (feedback !== null || state.chosen.length > 0 || task.empty_allowed)}
      guide={
        <div className={styles.stage}>
          <p className={styles.place}>
            {entered.level === "returned" ? (
              <Trans>Practice</Trans>
            ) : (
              <Trans>
                Training, stage {entered.stages.indexOf(currentOf(entered) ?? stage) + 1} of {entered.stages.length}
              </Trans>
            )}
          </p>
          <h1 className={styles.title}>{stage.title}</h1>
          {stage.text !== "" && <p className={styles.text}>{stage.text}</p>}
          <StageDots stage={stage} />
        </div>
      }
    />
  );
}
