import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";

import type { ReferenceImage } from "../../api/guide";
import type { Choice, Project, Task } from "../../api/types";
import { classes } from "../../ui/classes";
import type { DisplaySettings } from "../../viewer/display";
import { CardHead } from "./CardHead";
import { Comparison } from "./Comparison";
import { Credits } from "./Credits";
import { Enlarged } from "./Enlarged";
import styles from "./GuideCard.module.css";
import { Thumbnails } from "./Thumbnails";
import { useGuide } from "./useGuide";
import type { GuideCardState } from "./useGuideCard";

interface GuideCardProps {
  project: Project;
  task: Task;
  state: GuideCardState;
  display: DisplaySettings;
  onDisplay: (display: DisplaySettings) => void;
}

/** The field guide beside the choices, or over them on a small screen; the image stays as it is. */
export function GuideCard({ project, task, state, display, onDisplay }: GuideCardProps) {
  const { t } = useLingui();
  const { card, pointing, element, close, show } = state;
  const choice = task.choices.find(({ code }) => code === card?.code);
  const asked = card?.why === "asked";
  useFocusInside(element, asked);
  const keepFocus = () => {
    if (asked) element.current?.focus({ preventScroll: true });
  };
  if (card === null || choice === undefined) return null;
  const { name } = choice;
  return (
    <div
      ref={element}
      role={asked ? "dialog" : "complementary"}
      aria-label={t`Field guide: ${name}`}
      tabIndex={-1}
      className={classes(styles.card, card.held && styles.held)}
      style={{ "--at": `${Math.round(card.at)}px` } as React.CSSProperties}
      onMouseEnter={pointing.stay}
      onMouseLeave={pointing.leave}
    >
      <Inside key={choice.code} {...{ project, task, choice, display, onDisplay }} onShow={show} onClose={close} onLook={keepFocus} />
    </div>
  );
}

interface InsideProps extends Pick<GuideCardProps, "project" | "task" | "display" | "onDisplay"> {
  choice: Choice;
  onShow: (code: string) => void;
  onClose: () => void;
  /** Before the inside changes, and the button that was pressed goes. */
  onLook: () => void;
}

type Looking = { at: "choice" } | { at: "picture"; image: ReferenceImage; name: string } | { at: "other"; other: Choice };

function Inside({ project, task, choice, display, onDisplay, onShow, onClose, onLook }: InsideProps) {
  const { pictures } = useGuide(project.slug);
  const [looking, setLooking] = useState<Looking>({ at: "choice" });
  const look = (next: Looking) => {
    onLook();
    setLooking(next);
  };
  const alike = task.choices.filter(({ code }) => choice.confused_with.includes(code));
  const open = (name: string) => (image: ReferenceImage) => look({ at: "picture", image, name });
  const href = `/p/${project.slug}/guide/${encodeURIComponent(choice.code)}`;
  const back = looking.at === "choice" ? null : () => look({ at: "choice" });
  return (
    <>
      <CardHead choice={choice} onBack={back} onClose={onClose} />
      <div className={styles.scroll}>
        {looking.at === "picture" && (
          <>
            <div className={styles.viewer}>
              <Enlarged name={looking.name} image={looking.image} channels={project.channels} display={display} onDisplay={onDisplay} />
            </div>
            <Credits image={looking.image} />
            <Strip images={pictures.get(looking.image.choice) ?? []} current={looking.image} name={looking.name} onOpen={open(looking.name)} />
          </>
        )}
        {looking.at === "other" && <Comparison one={choice} other={looking.other} pictures={pictures} onOpen={open} onShow={onShow} />}
        {looking.at === "choice" && (
          <>
            <Words choice={choice} />
            <Pictures slug={project.slug} choice={choice} onOpen={open(choice.name)} />
            {alike.length > 0 && (
              <div className={styles.alike}>
                <p className={styles.label}>
                  <Trans>Easily confused with; compare side by side:</Trans>
                </p>
                {alike.map((other) => (
                  <button key={other.code} type="button" className={styles.other} onClick={() => look({ at: "other", other })}>
                    {other.name}
                  </button>
                ))}
              </div>
            )}
            <a href={href} target="_blank" rel="noopener" className={styles.page}>
              <Trans>Open its page in a new tab</Trans>
            </a>
          </>
        )}
      </div>
    </>
  );
}

function Words({ choice }: { choice: Choice }) {
  return (
    <div className={styles.words}>
      {choice.description !== "" && <p>{choice.description}</p>}
      {choice.tips !== "" && <p className={styles.tip}>{choice.tips}</p>}
    </div>
  );
}

function Pictures({ slug, choice, onOpen }: { slug: string; choice: Choice; onOpen: (image: ReferenceImage) => void }) {
  const { pictures, query } = useGuide(slug);
  const images = pictures.get(choice.code) ?? [];
  if (query.isPending) return <div className={styles.waiting} aria-busy="true" />;
  if (query.isError) {
    return (
      <p className={styles.none}>
        <Trans>The pictures could not be loaded.</Trans>{" "}
        <button type="button" className={styles.again} onClick={() => void query.refetch()}>
          <Trans>Try again</Trans>
        </button>
      </p>
    );
  }
  if (images.length === 0) return <p className={styles.none}><Trans>There is no reference image of this choice yet.</Trans></p>;
  return <Thumbnails name={choice.name} images={images} onOpen={onOpen} />;
}

/** All pictures of a choice in one line under the enlarged one. */
function Strip({ images, current, name, onOpen }: { images: readonly ReferenceImage[]; current: ReferenceImage; name: string; onOpen: (image: ReferenceImage) => void }) {
  return (
    <div className={styles.strip}>
      <Thumbnails name={name} images={images} onOpen={onOpen} current={current.id} />
    </div>
  );
}

/** Who asks for the card by key or finger is taken into it. */
function useFocusInside(element: GuideCardState["element"], asked: boolean): void {
  const inside = useRef(false);
  useEffect(() => {
    if (asked && !inside.current) element.current?.focus({ preventScroll: true });
    inside.current = asked;
  }, [element, asked]);
}
