import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { ladderQuery } from "../../api/build";
import type { DraftChoice } from "../../api/build";
import { knownAnswersQuery, removeKnownAnswer } from "../../api/known";
import { Button } from "../../ui/Button";
import { useToast } from "../../ui/Toast";
import styles from "./Images.module.css";
import { ImagePicker } from "./ImagePicker";
import { KnownImage } from "./KnownImage";

interface StageImagesProps {
  slug: string;
  /** Position of the stage as it is stored. */
  stage: number;
  choices: readonly DraftChoice[];
  offered: readonly string[];
}

const NONE = [] as const;

/** The images of a stage of training; adding and removing takes effect at once. */
export function StageImages({ slug, stage, choices, offered }: StageImagesProps) {
  const { t } = useLingui();
  const [picking, setPicking] = useState(false);
  const queries = useQueryClient();
  const toast = useToast();
  const answers = useQuery(knownAnswersQuery(slug));
  const images = answers.data?.filter(({ purpose, stage_position }) => purpose === "training" && stage_position === stage) ?? NONE;
  const refresh = () =>
    Promise.all([queries.invalidateQueries({ queryKey: ["project", slug] }), queries.invalidateQueries({ queryKey: ladderQuery(slug).queryKey })]);
  const removal = useMutation({
    mutationFn: (id: string) => removeKnownAnswer(slug, id),
    onSuccess: refresh,
    onError: (error: Error) => toast(error.message, "bad"),
  });
  return (
    <>
      <ul className={styles.images}>
        {images.map((known) => {
          const name = known.subject.external_id;
          return (
            <li key={known.id}>
              <KnownImage known={known}>
                <Button look="quiet" busy={removal.isPending} aria-label={t`Remove ${name}`} onClick={() => removal.mutate(known.id)}>
                  <Trans>Remove</Trans>
                </Button>
              </KnownImage>
            </li>
          );
        })}
      </ul>
      <div className={styles.line}>
        <Button onClick={() => setPicking(true)}>
          <Trans>Add an image</Trans>
        </Button>
      </div>
      {picking && (
        <ImagePicker
          slug={slug}
          purpose="training"
          stage={stage}
          choices={choices}
          offered={offered}
          free={NONE}
          onPicked={() => {
            setPicking(false);
            void refresh();
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </>
  );
}
