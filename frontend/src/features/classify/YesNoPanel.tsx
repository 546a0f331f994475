import { Trans, useLingui } from "@lingui/react/macro";
import { useRef } from "react";

import type { Choice } from "../../api/types";
import { classes } from "../../ui/classes";
import { Kbd } from "../../ui/Kbd";
import { GuideCard } from "../guide/GuideCard";
import { Thumbnails } from "../guide/Thumbnails";
import { useGuide } from "../guide/useGuide";
import { useGuideCard } from "../guide/useGuideCard";
import { ActionBar } from "./ActionBar";
import type { PanelProps } from "./ChoicesPanel";
import type { YesNo } from "./draft";
import { ANSWER_KEYS, useYesNoKeys } from "./useYesNoKeys";
import bench from "./Workbench.module.css";
import styles from "./YesNoPanel.module.css";

const SHOWN = 6;

interface YesNoPanelProps extends PanelProps {
  /** The image is on the screen, so that it can be answered. */
  ready: boolean;
  /** What was answered before undo brought the image back. */
  given: YesNo | null;
  onAnswer: (given: YesNo) => void;
}

/** Whether one thing is there: what it looks like, and three answers of one key, press or swipe each. */
export function YesNoPanel(props: YesNoPanelProps) {
  const { project, task, current, draft, undoable, display, onDisplay, viewer, actions, ready, given, onAnswer } = props;
  const { t } = useLingui();
  const card = useGuideCard();
  const [choice] = task.choices;
  const answer = (one: YesNo) => {
    card.close();
    onAnswer(one);
  };
  useYesNoKeys({ channels: project.channels, display, setDisplay: onDisplay, viewer, answer, explain: card.askAtFocus, actions });
  return (
    <section className={classes(bench.panel, styles.panel)} aria-label={t`Answer`} inert={current === null}>
      <h1 className={styles.question}>
        <bdi>{task.question}</bdi>
      </h1>
      {choice !== undefined && <Examples slug={project.slug} choice={choice} onAsk={card.pointing.ask} />}
      {/* As hands and swipes have it, whichever way the script runs. */}
      <div className={styles.answers} dir="ltr" role="group" aria-label={task.question}>
        <AnswerButton answer="no" given={given} ready={ready} onAnswer={answer} />
        <AnswerButton answer="unsure" given={given} ready={ready} onAnswer={answer} />
        <AnswerButton answer="yes" given={given} ready={ready} onAnswer={answer} />
      </div>
      <ActionBar undoable={undoable} remarked={draft.remark.text !== ""} actions={{ ...actions, explain: card.askAtFocus }} />
      <GuideCard project={project} task={task} state={card} display={display} onDisplay={onDisplay} />
    </section>
  );
}

interface AnswerButtonProps {
  answer: YesNo;
  given: YesNo | null;
  ready: boolean;
  onAnswer: (given: YesNo) => void;
}

function AnswerButton({ answer, given, ready, onAnswer }: AnswerButtonProps) {
  return (
    <button
      type="button"
      data-answer={answer}
      className={classes(styles.answer, styles[answer], given === answer && styles.given)}
      aria-disabled={!ready}
      aria-keyshortcuts={ANSWER_KEYS[answer]}
      onClick={() => onAnswer(answer)}
    >
      <svg viewBox="0 0 20 20" width="22" height="22" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round">
        <path d={MARKS[answer]} />
      </svg>
      <span>
        {answer === "no" && <Trans>No</Trans>}
        {answer === "unsure" && <Trans>Cannot tell</Trans>}
        {answer === "yes" && <Trans>Yes</Trans>}
      </span>
      {/* In the place of the key, so that no button grows. */}
      {given === answer ? (
        <span className={styles.before}>
          <Trans>your answer</Trans>
        </span>
      ) : (
        <span className={styles.key} aria-hidden="true">
          <Kbd>{ANSWER_KEYS[answer]}</Kbd>
        </span>
      )}
    </button>
  );
}

const MARKS: Record<YesNo, string> = {
  no: "M5.6 5.6l8.8 8.8M14.4 5.6l-8.8 8.8",
  unsure: "M7.2 7.4a2.9 2.9 0 1 1 4.3 2.6c-1 .5-1.5 1.1-1.5 2.2M10 15.4v.01",
  yes: "M4.5 10.5l3.6 3.6 7.4-8",
};

interface ExamplesProps {
  slug: string;
  choice: Choice;
  onAsk: (code: string, row: HTMLElement) => void;
}

/** What it looks like, in words and in pictures of the guide; a picture opens the guide's card. */
function Examples({ slug, choice, onAsk }: ExamplesProps) {
  const { t } = useLingui();
  const { pictures, query } = useGuide(slug);
  const images = (pictures.get(choice.code) ?? []).slice(0, SHOWN);
  const place = useRef<HTMLDivElement>(null);
  const { name } = choice;
  const ask = () => place.current !== null && onAsk(choice.code, place.current);
  return (
    <div ref={place} className={styles.examples} data-choice={choice.code} role="group" aria-label={t`Examples of ${name}`}>
      {choice.short !== "" && <p className={styles.short}>{choice.short}</p>}
      <div className={styles.pictures}>
        {query.isPending && <div className={styles.waiting} aria-busy="true" />}
        {!query.isPending && images.length === 0 && <p className={styles.none}><Trans>There is no reference image of this choice yet.</Trans></p>}
        {images.length > 0 && <Thumbnails name={name} images={images} onOpen={ask} large />}
      </div>
      <button type="button" className={styles.more} onClick={ask}>
        <Trans>More about {name}</Trans>
        <span className={styles.key} aria-hidden="true">
          <Kbd>I</Kbd>
        </span>
      </button>
    </div>
  );
}
