import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useMemo, useRef, useState } from "react";
import type { ReactNode, Ref } from "react";

import type { Lesson } from "../../api/ladder";
import type { Assignment, Project, Task } from "../../api/types";
import { classes } from "../../ui/classes";
import { Cover } from "../../ui/Cover";
import { useToast } from "../../ui/Toast";
import { useDisplay } from "../../viewer/useDisplay";
import { Viewer } from "../../viewer/Viewer";
import type { ViewerHandle, ViewerImage } from "../../viewer/Viewer";
import { ActionBar } from "../classify/ActionBar";
import { ChoiceList } from "../classify/ChoiceList";
import { Credit } from "../classify/Credit";
import { FilterBox } from "../classify/FilterBox";
import { KeysDialog } from "../classify/KeysDialog";
import { assignKeys } from "../classify/model/accelerators";
import { useKeys } from "../classify/useKeys";
import bench from "../classify/Workbench.module.css";
import { GuideCard } from "../guide/GuideCard";
import { useGuideCard } from "../guide/useGuideCard";
import { FeedbackPanel } from "./FeedbackPanel";
import styles from "./Practice.module.css";
import type { LessonState } from "./useLesson";

interface PracticeProps {
  ref?: Ref<HTMLDivElement>;
  project: Project;
  task: Task;
  /** The image on the screen; null while it comes, or where there is none. */
  lesson: Lesson | null;
  upcoming?: Lesson | null;
  /** There will be no image at all: the project's cover stands in. */
  imageless?: boolean;
  /** Codes that may be chosen; empty for all. */
  offered: readonly string[];
  state: LessonState;
  /** What stands over the choices: where one is, and what to do. */
  guide: ReactNode;
  /** The main button: checks the answer, or goes on. */
  onMain: () => void;
  mainLabel: string;
  ready: boolean;
  onPass?: () => void;
  onReport?: () => void;
}

const imageOf = ({ ticket, subject, images }: Assignment): ViewerImage => ({
  key: ticket,
  width: subject.width,
  height: subject.height,
  pixelSizeUm: subject.pixel_size_um,
  images,
});

/** The labelling page's own parts, for images whose answer is told at once. */
export function Practice(props: PracticeProps) {
  const { ref, project, task, lesson, upcoming = null, imageless = false, offered, state, guide } = props;
  const { onMain, mainLabel, ready, onPass, onReport } = props;
  const { t } = useLingui();
  const toast = useToast();
  const [display, setDisplay] = useDisplay(project.slug);
  const [dialog, setDialog] = useState<"keys" | null>(null);
  const card = useGuideCard();
  const [filter, setFilter] = useState("");
  const [pending, setPending] = useState<string | null>(null);
  const viewer = useRef<ViewerHandle>(null);
  const filterBox = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const shown = useMemo(
    () => (offered.length === 0 ? task : { ...task, choices: task.choices.filter(({ code }) => offered.includes(code)) }),
    [task, offered],
  );
  const sections = useMemo(() => assignKeys(shown), [shown]);
  const image = useMemo(() => (lesson === null ? null : imageOf(lesson.assignment)), [lesson]);
  const ahead = useMemo(() => (upcoming === null ? [] : [imageOf(upcoming.assignment)]), [upcoming]);
  const { feedback } = state;
  const toggle = (code: string) => {
    if (state.toggle(code)) toast(t`You can choose up to ${task.maximum_choices}. Take one away first.`);
  };
  const actions = {
    toggle,
    submit: () => {
      setFilter("");
      onMain();
    },
    pass: onPass,
    report: onReport,
    help: () => setDialog("keys"),
    focusFilter: () => filterBox.current?.focus(),
    explain: card.askAtFocus,
  };
  useKeys({ sections, pending, setPending, channels: project.channels, display, setDisplay, viewer, actions });
  useEffect(() => {
    if (feedback === null) return;
    const rows = list.current?.querySelector("[data-outcome=missed], [data-outcome=extra]");
    rows?.scrollIntoView({ block: "nearest" });
  }, [feedback]);
  const offersMany = shown.choices.length > 8;
  return (
    <div ref={ref} className={bench.bench}>
      <section className={classes(bench.stage, styles.stage)} aria-label={t`Image`} data-part="viewer">
        {imageless ? (
          <Cover url={project.cover} className={styles.cover} />
        ) : (
          <Viewer
            ref={viewer}
            image={image}
            upcoming={ahead}
            channels={project.channels}
            display={display}
            onDisplay={setDisplay}
            label={t`Image to practise on`}
            hints
          />
        )}
        <Credit subject={lesson?.assignment.subject ?? null} />
      </section>
      <section className={classes(bench.panel, styles.panel, feedback !== null && styles.answered)} aria-label={t`Answer`}>
        <div className={styles.guide}>{guide}</div>
        <header className={classes(bench.head, styles.head)}>
          <p className={bench.question}>{task.question}</p>
          {offersMany && <FilterBox ref={filterBox} filter={filter} onFilter={setFilter} sections={sections} onTake={toggle} />}
        </header>
        <div ref={list} className={bench.choices} data-part="choices">
          <ChoiceList
            project={project.slug}
            sections={sections}
            chosen={state.chosen}
            filter={filter}
            pending={pending}
            outcomes={state.outcomes}
            onToggle={toggle}
            pointing={card.pointing}
          />
        </div>
        {feedback !== null && <FeedbackPanel task={task} feedback={feedback} />}
        {state.error !== null && (
          <p className={styles.error} role="alert">
            {state.error.message} <Trans>Nothing is lost: press the button again.</Trans>
          </p>
        )}
        <ActionBar
          chosen={state.chosen.length}
          maximum={task.maximum_choices}
          ready={ready && !state.busy}
          undoable={false}
          remarked={false}
          actions={actions}
          submitLabel={mainLabel}
        />
        <GuideCard project={project} task={task} state={card} display={display} onDisplay={setDisplay} />
      </section>
      <KeysDialog open={dialog === "keys"} channels={project.channels} onClose={() => setDialog(null)} />
    </div>
  );
}
