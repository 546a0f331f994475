import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { DraftChoice, TutorialStep } from "../../api/build";
import { knownAnswersQuery } from "../../api/known";
import { Button } from "../../ui/Button";
import { Skeleton } from "../../ui/Skeleton";
import styles from "./Images.module.css";
import { ImagePicker } from "./ImagePicker";
import { KnownImage } from "./KnownImage";

interface StepImageProps {
  slug: string;
  step: TutorialStep;
  choices: readonly DraftChoice[];
  /** Known answers that stand in a step already. */
  taken: readonly string[];
  onChange: (known: string | null) => void;
}

/** The image that a step of the tutorial asks about, if it asks about one. */
export function StepImage({ slug, step, choices, taken, onChange }: StepImageProps) {
  const { t } = useLingui();
  const [picking, setPicking] = useState(false);
  const answers = useQuery(knownAnswersQuery(slug));
  const shown = step.known_answer ?? null;
  const known = answers.data?.find(({ id }) => id === shown);
  const free = answers.data?.filter(({ id, purpose }) => purpose === "tutorial" && !taken.includes(id)) ?? [];
  return (
    <>
      {shown !== null && known === undefined && answers.isPending && <Skeleton height="72px" />}
      {known !== undefined && (
        <KnownImage known={known}>
          <Button onClick={() => setPicking(true)} aria-label={t`Another image for ${step.title}`}>
            <Trans>Another image</Trans>
          </Button>
          <Button look="quiet" onClick={() => onChange(null)} aria-label={t`Take the image from ${step.title}`}>
            <Trans>Take away</Trans>
          </Button>
        </KnownImage>
      )}
      {shown === null && (
        <div className={styles.line}>
          <Button onClick={() => setPicking(true)} aria-label={t`Give ${step.title} an image`}>
            <Trans>Give it an image</Trans>
          </Button>
          <span className={styles.muted}>
            <Trans>Words alone, until it has an image to answer.</Trans>
          </span>
        </div>
      )}
      {picking && (
        <ImagePicker
          slug={slug}
          purpose="tutorial"
          stage={null}
          choices={choices}
          offered={step.offered ?? []}
          free={free}
          onPicked={({ id }) => {
            onChange(id);
            setPicking(false);
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </>
  );
}
