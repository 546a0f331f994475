import { Trans, useLingui } from "@lingui/react/macro";
import { useCallback, useMemo, useRef, useState } from "react";

import type { PassReason, Project, Task } from "../../api/types";
import { Button } from "../../ui/Button";
import { classes } from "../../ui/classes";
import { ErrorState } from "../../ui/ErrorState";
import { useDisplay } from "../../viewer/useDisplay";
import { Viewer } from "../../viewer/Viewer";
import type { ViewerHandle } from "../../viewer/Viewer";
import { useGuideAhead } from "../guide/useGuide";
import { ChoicesPanel } from "./ChoicesPanel";
import type { PageActions } from "./ChoicesPanel";
import { ControlStrip } from "./ControlStrip";
import { clientContext } from "./clientContext";
import { Credit } from "./Credit";
import { draftFor, answerBefore } from "./draft";
import type { Draft, YesNo } from "./draft";
import { Finished } from "./Finished";
import { KeysDialog } from "./KeysDialog";
import { PassDialog } from "./PassDialog";
import { RemarkDialog } from "./RemarkDialog";
import { Returned } from "./Returned";
import { SwipeMark } from "./SwipeMark";
import { WorkClock } from "./timing";
import { useSessionState } from "./useLabellingSession";
import { useSwipe } from "./useSwipe";
import { viewerImage } from "./viewerImage";
import type { LabellingSession } from "./model/session";
import styles from "./Workbench.module.css";
import { YesNoPanel } from "./YesNoPanel";

type OpenDialog = "pass" | "remark" | "keys" | null;

interface LabellingProps {
  project: Project;
  /** The questions of the round; every image comes with one of them. */
  tasks: readonly [Task, ...Task[]];
  session: LabellingSession;
}

/** The image, its question, and everything that can be done with them. */
export function Labelling({ project, tasks, session }: LabellingProps) {
  const { t } = useLingui();
  const state = useSessionState(session);
  const { queue, restored, undoable } = state;
  const current = queue[0] ?? null;
  const task = taskOf(tasks, current?.task);
  const isYesNo = task.kind === "yes_no";
  const ticket = current?.ticket ?? "";
  const [stored, setStored] = useState<Draft | null>(null);
  const draft = draftFor(stored, ticket, restored);
  const [display, setDisplay] = useDisplay(project.slug);
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const [drawn, setDrawn] = useState<string | null>(null);
  const [spoken, setSpoken] = useState("");
  const [clock] = useState(() => new WorkClock());
  // The project is fetched again now and then, and would then count the session's own answers too.
  const [before] = useState(project.my.classifications);
  const viewer = useRef<ViewerHandle>(null);
  const image = useMemo(() => (current === null ? null : viewerImage(current)), [current]);
  // The answered image stays loaded while its answer can be undone.
  const upcoming = useMemo(
    () => [...queue.slice(1), ...(undoable === null ? [] : [undoable])].map(viewerImage),
    [queue, undoable],
  );
  const onDrawn = useCallback(
    (key: string) => {
      clock.drawn();
      setDrawn(key);
    },
    [clock],
  );
  useGuideAhead(project.slug, drawn !== null);

  const answer = (choices: readonly string[], passed: boolean, passReason: PassReason) => {
    const keys = project.channels.map(({ key }) => key);
    session.answer({
      choices,
      passed,
      passReason,
      remark: draft.remark.text,
      remarkKind: draft.remark.kind,
      remarkPoint: draft.remark.place,
      durationMs: draft.spentMs + clock.submitted(),
      context: clientContext(keys, display, viewer.current),
    });
    setDialog(null);
    const [, next] = queue;
    const following = taskOf(tasks, next?.task);
    if (next === undefined) setSpoken(t`Saved.`);
    else if (following.id === task.id) setSpoken(t`Saved. Next image.`);
    else setSpoken(t`Saved. Next image, with another question: ${following.question}`);
  };
  const ready = current !== null && image !== null && drawn === image.key;
  const answerYesNo = (given: YesNo) => {
    // A key that is held down must not answer images that nobody has seen.
    if (!ready) return;
    const [choice] = task.choices;
    if (given === "unsure" || choice === undefined) answer([], true, "unsure");
    else answer(given === "yes" ? [choice.code] : [], false, "");
  };
  const swipe = useSwipe({ enabled: isYesNo && ready, fitted: () => viewer.current?.fitted() ?? false, onSwipe: answerYesNo });
  // A dialog tells that it has closed a moment later, when another one may be open already.
  const closing = (closed: OpenDialog) => () => setDialog((open) => (open === closed ? null : open));
  const actions: PageActions = {
    undo: () => {
      void session.undo().then((done) => {
        if (!done) return;
        clock.undone();
        setStored(null);
        setSpoken(t`Back to the last image.`);
      });
    },
    report: () => current !== null && setDialog("remark"),
    help: () => setDialog("keys"),
  };

  if (state.status === "exhausted") return <Finished project={project} before={before} session={session} onUndo={actions.undo} />;
  if (state.status === "returned") return <Returned slug={project.slug} />;
  const panel = { project, task, current, draft, display, onDisplay: setDisplay, viewer, actions, undoable: undoable !== null };
  return (
    <div className={classes(styles.bench, isYesNo && styles.yesNo)}>
      <section className={styles.stage} aria-label={t`Image`} {...swipe.handlers}>
        {state.status === "failed" && state.error !== null ? (
          <ErrorState error={state.error} title={t`No image to show`} onRetry={() => void session.retry()} />
        ) : (
          <>
            <Viewer
              ref={viewer}
              image={image}
              upcoming={upcoming}
              channels={project.channels}
              display={display}
              onDisplay={setDisplay}
              onDrawn={onDrawn}
              label={t`Image to label`}
              hints
              failureAction={<Button onClick={() => void session.skip()}><Trans>Skip this image</Trans></Button>}
            />
            <SwipeMark swipe={swipe.present} />
            <Credit subject={current?.subject ?? null} />
          </>
        )}
      </section>
      {isYesNo ? (
        <YesNoPanel key={task.id} {...panel} ready={ready} given={answerBefore(restored, ticket)} onAnswer={answerYesNo} />
      ) : (
        <ChoicesPanel
          key={task.id}
          {...panel}
          onDraft={setStored}
          onSubmit={(choices) => answer(choices, false, "")}
          onPass={() => current !== null && setDialog("pass")}
        />
      )}
      <ControlStrip tasks={tasks} feedback={state.feedback} />
      <p className="visually-hidden" role="status" aria-live="polite">
        {spoken}
      </p>
      <PassDialog open={dialog === "pass"} onClose={closing("pass")} onPass={(reason) => answer([], true, reason)} />
      <RemarkDialog
        key={ticket}
        open={dialog === "remark"}
        remark={draft.remark}
        assignment={current}
        channels={project.channels}
        onClose={closing("remark")}
        onSave={(remark) => {
          setStored({ ...draft, remark });
          setDialog(null);
          setSpoken(remark.text === "" ? t`Remark removed.` : t`Remark kept; it is sent with your answer.`);
        }}
      />
      <KeysDialog open={dialog === "keys"} kind={task.kind} channels={project.channels} onClose={closing("keys")} />
    </div>
  );
}

/** The question of an image; the first one for images of a round that has been replaced meanwhile. */
function taskOf(tasks: readonly [Task, ...Task[]], id: string | undefined): Task {
  return tasks.find((task) => task.id === id) ?? tasks[0];
}
