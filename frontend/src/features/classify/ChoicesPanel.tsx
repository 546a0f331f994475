import { useLingui } from "@lingui/react/macro";
import { useMemo, useRef, useState } from "react";
import type { RefObject } from "react";

import type { Assignment, Project, Task } from "../../api/types";
import { useToast } from "../../ui/Toast";
import type { DisplaySettings } from "../../viewer/display";
import type { ViewerHandle } from "../../viewer/Viewer";
import { GuideCard } from "../guide/GuideCard";
import { useGuideCard } from "../guide/useGuideCard";
import { ActionBar } from "./ActionBar";
import { ChoiceList } from "./ChoiceList";
import { canSubmit } from "./draft";
import type { Draft } from "./draft";
import { FilterBox } from "./FilterBox";
import { assignKeys } from "./model/accelerators";
import { toggleChoice } from "./model/selection";
import { useRecent } from "./useHabits";
import { useKeys } from "./useKeys";
import styles from "./Workbench.module.css";

/** What can be done on the page besides answering. */
export interface PageActions {
  undo: () => void;
  report: () => void;
  help: () => void;
}

export interface PanelProps {
  project: Project;
  task: Task;
  current: Assignment | null;
  draft: Draft;
  undoable: boolean;
  display: DisplaySettings;
  onDisplay: (display: DisplaySettings) => void;
  viewer: RefObject<ViewerHandle | null>;
  actions: PageActions;
}

interface ChoicesPanelProps extends PanelProps {
  onDraft: (draft: Draft) => void;
  onSubmit: (choices: readonly string[]) => void;
  onPass: () => void;
}

/** A question with several choices, of which any number up to the task's may apply. */
export function ChoicesPanel(props: ChoicesPanelProps) {
  const { project, task, current, draft, undoable, display, onDisplay, viewer, actions, onDraft, onSubmit, onPass } = props;
  const { t } = useLingui();
  const { maximum_choices: maximum } = task;
  const card = useGuideCard();
  const [recent, remember] = useRecent(project.slug);
  const [filter, setFilter] = useState("");
  const [pending, setPending] = useState<string | null>(null);
  const filterBox = useRef<HTMLInputElement>(null);
  const toast = useToast();
  const sections = useMemo(() => assignKeys(task), [task]);
  const [asked, setAsked] = useState(current?.ticket);
  if (asked !== current?.ticket) {
    setAsked(current?.ticket);
    setFilter("");
    setPending(null);
  }
  const toggle = (code: string) => {
    const { chosen, refused } = toggleChoice(draft.chosen, code, maximum);
    if (refused) toast(t`You can choose up to ${maximum}. Take one away first.`);
    else onDraft({ ...draft, chosen });
  };
  const submit = () => {
    if (current === null) return;
    if (!canSubmit(draft, task)) {
      toast(t`Choose what you see, or pass.`);
      return;
    }
    remember(draft.chosen);
    card.close();
    onSubmit(draft.chosen);
  };
  const all = {
    ...actions,
    toggle,
    submit,
    pass: () => {
      card.close();
      onPass();
    },
    focusFilter: () => filterBox.current?.focus(),
    explain: card.askAtFocus,
  };
  useKeys({ sections, pending, setPending, channels: project.channels, display, setDisplay: onDisplay, viewer, actions: all });
  return (
    <section className={styles.panel} aria-label={t`Answer`} inert={current === null}>
      <header className={styles.head}>
        <h1 className={styles.question}>
          <bdi>{task.question}</bdi>
        </h1>
        <FilterBox ref={filterBox} filter={filter} onFilter={setFilter} sections={sections} onTake={toggle} />
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
        maximum={maximum}
        ready={current !== null && canSubmit(draft, task)}
        undoable={undoable}
        remarked={draft.remark.text !== ""}
        actions={all}
      />
      <GuideCard project={project} task={task} state={card} display={display} onDisplay={onDisplay} />
    </section>
  );
}
