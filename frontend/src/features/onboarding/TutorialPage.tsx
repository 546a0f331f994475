import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Redirect, useLocation } from "wouter";

import { ladderQuery, sendTutorial, takeLesson } from "../../api/ladder";
import type { Ladder, TutorialStep } from "../../api/ladder";
import { projectQuery } from "../../api/queries";
import type { Project, Task } from "../../api/types";
import { Button } from "../../ui/Button";
import { useToast } from "../../ui/Toast";
import { Practice } from "./Practice";
import { Spotlight } from "./Spotlight";
import styles from "./Tutorial.module.css";
import { useLesson } from "./useLesson";
import { WithLadder } from "./WithLadder";

const NOTHING: readonly string[] = [];

/** The tutorial: the labelling page itself, explained one part at a time, with easy images to try. */
export default function TutorialPage() {
  const { t } = useLingui();
  return (
    <WithLadder title={t`Tutorial`}>
      {(project, task, ladder) =>
        ladder.steps.length === 0 ? (
          <Redirect to={`/p/${project.slug}/learn`} replace />
        ) : (
          <Tutorial key={project.slug} project={project} task={task} ladder={ladder} />
        )
      }
    </WithLadder>
  );
}

/** The step whose image is on the screen: the step's own, else the one before it, else the first that comes. */
function imageStep(steps: readonly TutorialStep[], at: number): TutorialStep | undefined {
  return steps.slice(0, at + 1).reverse().find(({ has_image }) => has_image) ?? steps.find(({ has_image }) => has_image);
}

function Tutorial({ project, task, ladder }: { project: Project; task: Task; ladder: Ladder }) {
  const { steps } = ladder;
  const { t } = useLingui();
  const toast = useToast();
  const [at, setAt] = useState(() => (ladder.tutorial_position < steps.length ? ladder.tutorial_position : 0));
  const step = steps[at] ?? steps[0];
  const shown = imageStep(steps, at);
  const lesson = useTutorialImage(project.slug, shown);
  const state = useLesson(project.slug, task, lesson);
  const page = useRef<HTMLDivElement>(null);
  const { advance, leave, leaving } = useTutorialProgress(project.slug, steps.length);
  const tries = step?.has_image === true;
  const { feedback } = state;

  const goTo = (position: number) => {
    if (position >= steps.length) leave();
    else if (position >= 0) {
      setAt(position);
      advance(position);
    }
  };
  const main = () => {
    if (!tries || feedback !== null) goTo(at + 1);
    else if (state.chosen.length > 0 || task.empty_allowed) state.check();
    else toast(t`Choose what you see first.`);
  };
  const tryOut = () => {
    if (step?.highlight === "pass" || step?.highlight === "remark") goTo(at + 1);
    else toast(t`Nothing is sent in the tutorial.`);
  };
  if (step === undefined) return null;
  return (
    <>
      <Practice
        ref={page}
        project={project}
        task={task}
        lesson={lesson}
        imageless={shown === undefined}
        offered={step.offered}
        // What was said about an image stays with its step.
        state={tries ? state : { ...state, chosen: NOTHING, feedback: null, outcomes: undefined }}
        onMain={main}
        mainLabel={tries && feedback === null ? t`Check` : t`Next`}
        ready={!tries || feedback !== null || state.chosen.length > 0 || task.empty_allowed}
        onPass={tryOut}
        onReport={tryOut}
        guide={<Coach step={step} answers={tries && feedback === null} at={at} of={steps.length} leaving={leaving} onBack={() => goTo(at - 1)} onNext={() => goTo(at + 1)} onSkip={leave} />}
      />
      {step.highlight !== "" && <Spotlight root={page} part={step.highlight} bright={tries} />}
    </>
  );
}

interface CoachProps {
  step: TutorialStep;
  /** An image waits for an answer: that is the main thing to do. */
  answers: boolean;
  at: number;
  of: number;
  leaving: boolean;
  onBack: () => void;
  onNext: () => void;
  onSkip: () => void;
}

/** The words of a step; its title takes the focus, so that it is read out and the keyboard goes on there. */
function Coach({ step, answers, at, of, leaving, onBack, onNext, onSkip }: CoachProps) {
  const { t } = useLingui();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), [at]);
  return (
    <div className={styles.coach} role="group" aria-label={t`Tutorial`}>
      <p className={styles.place}>
        <Trans>
          Step {at + 1} of {of}
        </Trans>
      </p>
      <h1 ref={title} tabIndex={-1} className={styles.title} aria-describedby="coach-text">
        {step.title}
      </h1>
      <p id="coach-text" className={styles.text}>
        {step.text}
      </p>
      <div className={styles.buttons}>
        <Button look="quiet" className={styles.skip} busy={leaving} onClick={onSkip}>
          <Trans>Skip the tutorial</Trans>
        </Button>
        <Button disabled={at === 0} onClick={onBack}>
          <Trans>Back</Trans>
        </Button>
        <Button look={answers ? "secondary" : "primary"} busy={leaving} onClick={onNext}>
          {at + 1 === of ? <Trans>Finish</Trans> : <Trans>Next</Trans>}
        </Button>
      </div>
    </div>
  );
}

/** The image of a step, fetched once. */
function useTutorialImage(slug: string, step: TutorialStep | undefined) {
  const lesson = useQuery({
    queryKey: ["project", slug, "tutorial", step?.position],
    queryFn: () => takeLesson(slug, step?.position ?? 0),
    enabled: step !== undefined,
    staleTime: Infinity,
    // Another visit brings another assignment: one that was answered takes no second answer.
    gcTime: 0,
  });
  return lesson.data ?? null;
}

/** Tells the server how far the tutorial is; only its end must arrive. */
function useTutorialProgress(slug: string, steps: number) {
  const cache = useQueryClient();
  const toast = useToast();
  const [, navigate] = useLocation();
  const keep = (ladder: Ladder) => cache.setQueryData(ladderQuery(slug).queryKey, ladder);
  const step = useMutation({ mutationFn: (position: number) => sendTutorial(slug, position), onSuccess: keep });
  const end = useMutation({
    mutationFn: () => sendTutorial(slug, steps),
    onSuccess: async (ladder) => {
      keep(ladder);
      await cache.invalidateQueries({ queryKey: projectQuery(slug).queryKey, exact: true });
      navigate(ladder.next === "training" ? `/p/${slug}/learn/training` : `/p/${slug}/learn`);
    },
    onError: (error) => toast(error.message, "bad"),
  });
  return { advance: (position: number) => step.mutate(position), leave: () => end.mutate(), leaving: end.isPending };
}
