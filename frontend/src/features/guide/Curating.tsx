import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { guideQuery, describePicture, orderPictures, removePicture } from "../../api/guide";
import type { ReferenceImage } from "../../api/guide";
import { queryClient } from "../../api/queries";
import type { Choice, Project } from "../../api/types";
import { Button } from "../../ui/Button";
import { Field, Input } from "../../ui/Field";
import styles from "./Curating.module.css";
import { NewPicture } from "./NewPicture";

interface CuratingProps {
  project: Project;
  choice: Choice;
  images: readonly ReferenceImage[];
}

/** For owners and curators: add, describe, order and remove the pictures of a choice. */
export function Curating({ project, choice, images }: CuratingProps) {
  const { slug } = project;
  const { name } = choice;
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const reload = () => queryClient.invalidateQueries({ queryKey: guideQuery(slug).queryKey });
  const act = async (change: () => Promise<unknown>) => {
    setBusy(true);
    setFailure("");
    try {
      await change();
      await reload();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  const move = (from: number, to: number) => {
    const ids = images.map(({ id }) => id);
    ids.splice(to, 0, ...ids.splice(from, 1));
    void act(() => orderPictures(slug, choice.code, ids));
  };
  return (
    <section className={styles.curating} aria-busy={busy}>
      <h2>
        <Trans>Pictures of {name}</Trans>
      </h2>
      {failure !== "" && (
        <p role="alert" className={styles.failure}>
          {failure}
        </p>
      )}
      <ol className={styles.list}>
        {images.map((image, at) => (
          <li key={image.id}>
            <Picture
              image={image}
              number={at + 1}
              busy={busy}
              onUp={at === 0 ? undefined : () => move(at, at - 1)}
              onDown={at === images.length - 1 ? undefined : () => move(at, at + 1)}
              onSave={(facts) => void act(() => describePicture(slug, image.id, facts))}
              onRemove={() => void act(() => removePicture(slug, image.id))}
            />
          </li>
        ))}
      </ol>
      <NewPicture project={project} choice={choice} onAdded={() => void reload()} />
    </section>
  );
}

interface PictureProps {
  image: ReferenceImage;
  number: number;
  busy: boolean;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  onSave: (facts: { caption: string; cell_line: string; credit: string; licence: string }) => void;
  onRemove: () => void;
}

function Picture({ image, number, busy, onUp, onDown, onSave, onRemove }: PictureProps) {
  const { t } = useLingui();
  const [sure, setSure] = useState(false);
  return (
    <form
      className={styles.picture}
      aria-label={t`Picture ${number}`}
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const text = (name: string) => {
          const value = form.get(name);
          return typeof value === "string" ? value.trim() : "";
        };
        onSave({ caption: text("caption"), cell_line: text("cell_line"), credit: text("credit"), licence: text("licence") });
      }}
    >
      <img src={image.thumbnail} alt="" width="96" height="96" loading="lazy" />
      <div className={styles.fields}>
        <Field label={<Trans>Caption</Trans>}>{(ids) => <Input {...ids} name="caption" defaultValue={image.caption} maxLength={200} />}</Field>
        <Field label={<Trans>Cell line</Trans>}>{(ids) => <Input {...ids} name="cell_line" defaultValue={image.cell_line} maxLength={64} />}</Field>
        <Field label={<Trans>Credit</Trans>}>{(ids) => <Input {...ids} name="credit" defaultValue={image.credit} maxLength={300} />}</Field>
        <Field label={<Trans>Licence</Trans>}>{(ids) => <Input {...ids} name="licence" defaultValue={image.licence} maxLength={120} />}</Field>
      </div>
      <div className={styles.buttons}>
        <Button type="submit" disabled={busy}>
          <Trans>Save</Trans>
        </Button>
        <Button look="quiet" disabled={busy || onUp === undefined} onClick={onUp}>
          <Trans>Earlier</Trans>
        </Button>
        <Button look="quiet" disabled={busy || onDown === undefined} onClick={onDown}>
          <Trans>Later</Trans>
        </Button>
        {sure ? (
          <Button look="danger" disabled={busy} onClick={onRemove}>
            <Trans>Remove for good</Trans>
          </Button>
        ) : (
          <Button look="quiet" disabled={busy} onClick={() => setSure(true)}>
            <Trans>Remove</Trans>
          </Button>
        )}
      </div>
    </form>
  );
}
