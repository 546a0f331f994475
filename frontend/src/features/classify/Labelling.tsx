import { Trans, useLingui } from "@lingui/react/macro";
import { useCallback, useMemo, useRef, useState } from "react";

import type { PassReason, Project, Task } from "../../api/types";
import { Button } from "../../ui/Button";
import { ErrorState } from "../../ui/ErrorState";
import { useToast } from "../../ui/Toast";
import { useDisplay } from "../../viewer/useDisplay";
import { Viewer } from "../../viewer/Viewer";
import type { ViewerHandle } from "../../viewer/Viewer";
import { GuideCard } from "../guide/GuideCard";
import { useGuideAhead } from "../guide/useGuide";
import { useGuideCard } from "../guide/useGuideCard";
import { ActionBar } from "./ActionBar";
import { ChoiceList } from "./ChoiceList";
import { FilterBox } from "./FilterBox";
import { ControlStrip } from "./ControlStrip";
import { clientContext } from "./clientContext";
import { Credit } from "./Credit";
import { canSubmit, draftFor } from "./draft";
import type { Draft } from "./draft";
import { Finished } from "./Finished";
import { KeysDialog } from "./KeysDialog";
import { PassDialog } from "./PassDialog";
import { RemarkDialog } from "./RemarkDialog";
import { Returned } from "./Returned";
import { WorkClock } from "./timing";
import { useRecent } from "./useHabits";
import { useKeys } from "./useKeys";
import { useSessionState } from "./useLabellingSession";
import { viewerImage } from "./viewerImage";
import { assignKeys, filterSections } from "./model/accelerators";
import { toggleChoice } from "./model/selection";
import type { LabellingSession } from "./model/session";
import styles from "./Workbench.module.css";

type OpenDialog = "pass" | "remark" | "keys" | null;

/** The image, the choices, and everything that can be done with them. */
export function Labelling({ project, task, session }: { project: Project; task: Task; session: LabellingSession }) {
  const { t } = useLingui();
  const { maximum_choices: maximum } = task;
  const state = useSessionState(session);
  const { queue, restored, undoable } = state;
  const current = queue[0] ?? null;
  const ticket = current?.ticket ?? "";
  const [stored, setStored] = useState<Draft | null>(null);
  const draft = draftFor(stored, ticket, restored);
  const [display, setDisplay] = useDisplay(project.slug);
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const card = useGuideCard();
  const [recent, remember] = useRecent(project.slug);
  const [drawn, setDrawn] = useState(false);
  const [filter, setFilter] = useState("");
  const [pending, setPending] = useState<string | null>(null);
  const [spoken, setSpoken] = useState("");
  const [clock] = useState(() => new WorkClock());
  // The project is fetched again now and then, and would then count the session's own answers too.
  const [before] = useState(project.my.classifications);
  const viewer = useRef<ViewerHandle>(null);
  const filterBox = useRef<HTMLInputElement>(null);
  const toast = useToast();
  const sections = useMemo(() => assignKeys(task), [task]);
  const image = useMemo(() => (current === null ? null : viewerImage(current)), [current]);
  // The answered image stays loaded while its answer can be undone.
  const upcoming = useMemo(
    () => [...queue.slice(1), ...(undoable === null ? [] : [undoable])].map(viewerImage),
    [queue, undoable],
  );
  const onDrawn = useCallback(() => {
    clock.drawn();
    setDrawn(true);
  }, [clock]);
  useGuideAhead(project.slug, drawn);

  const toggle = (code: string) => {
    const { chosen, refused } = toggleChoice(draft.chosen, code, task.maximum_choices);
    if (refused) toast(t`You can choose up to ${maximum}. Take one away first.`);
    else setStored({ ...draft, chosen });
  };
  const answer = (passed: boolean, passReason: PassReason) => {
    const keys = project.channels.map(({ key }) => key);
    session.answer({
      choices: passed ? [] : draft.chosen,
      passed,
      passReason,
      remark: draft.remark.text,
      remarkKind: draft.remark.kind,
      remarkPoint: draft.remark.place,
      durationMs: draft.spentMs + clock.submitted(),
      context: clientContext(keys, display, viewer.current),
    });
    if (!passed) remember(draft.chosen);
    card.close();
    setDialog(null);
    setFilter("");
    setPending(null);
    setSpoken(queue.length > 1 ? t`Saved. Next image.` : t`Saved.`);
  };
  const submit = () => {
    if (current === null) return;
    if (canSubmit(draft, task)) answer(false, "");
    else toast(t`Choose what you see, or pass.`);
  };
  const undo = () => {
    void session.undo().then((done) => {
      if (!done) return;
      clock.undone();
      setStored(null);
      setSpoken(t`Back to the last image.`);
    });
  };
  // A dialog tells that it has closed a moment later, when another one may be open already.
  const closing = (closed: OpenDialog) => () => setDialog((open) => (open === closed ? null : open));
  const actions = {
    toggle,
    submit,
    undo,
    pass: () => current !== null && setDialog("pass"),
    report: () => current !== null && setDialog("remark"),
    help: () => setDialog("keys"),
    focusFilter: () => filterBox.current?.focus(),
    explain: card.askAtFocus,
  };
  useKeys({ sections, pending, setPending, channels: project.channels, display, setDisplay, viewer, actions });

  if (state.status === "exhausted") return <Finished project={project} before={before} session={session} onUndo={undo} />;
  if (state.status === "returned") return <Returned slug={project.slug} />;
  return (
    <div className={styles.bench}>
      <section className={styles.stage} aria-label={t`Image`}>
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
            <Credit subject={current?.subject ?? null} />
          </>
        )}
      </section>
      <section className={styles.panel} aria-label={t`Answer`} inert={current === null}>
        <header className={styles.head}>
          <h1 className={styles.question}>
            <bdi>{task.question}</bdi>
          </h1>
          <FilterBox
            ref={filterBox}
            filter={filter}
            onFilter={setFilter}
            onTake={() => {
              const first = filterSections(sections, filter)[0]?.choices[0];
              if (first !== undefined) toggle(first.choice.code);
            }}
          />
        </header>
        <div className={styles.choices}>
          <ChoiceList
            project={project.slug}
            sections={sections}
            chosen={draft.chosen}
            recent={recent}
            filter={filter}
            pending={pending}
            onToggle={toggle}
            pointing={card.pointing}
          />
        </div>
        <ActionBar
          chosen={draft.chosen.length}
          maximum={task.maximum_choices}
          ready={current !== null && canSubmit(draft, task)}
          undoable={undoable !== null}
          remarked={draft.remark.text !== ""}
          actions={actions}
        />
        <GuideCard project={project} task={task} state={card} display={display} onDisplay={setDisplay} />
      </section>
      <ControlStrip task={task} feedback={state.feedback} />
      <p className="visually-hidden" role="status" aria-live="polite">
        {spoken}
      </p>
      <PassDialog open={dialog === "pass"} onClose={closing("pass")} onPass={(reason) => answer(true, reason)} />
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
      <KeysDialog open={dialog === "keys"} channels={project.channels} onClose={closing("keys")} />
    </div>
  );
}
