import { Trans, useLingui } from "@lingui/react/macro";
import { useRef, useState } from "react";

import { ApiError } from "../../api/client";
import { uploadPicture } from "../../api/guide";
import type { Choice, Project } from "../../api/types";
import { Button } from "../../ui/Button";
import { Field, Input } from "../../ui/Field";
import { ProgressBar } from "../../ui/ProgressBar";
import styles from "./Curating.module.css";

const ACCEPTED = ".png,.tif,.tiff,.jpg,.jpeg";
const STACK = "stack";

/** Upload one picture: a file per channel, or one file that holds them all. */
export function NewPicture({ project, choice, onAdded }: { project: Project; choice: Choice; onAdded: () => void }) {
  const { t } = useLingui();
  const form = useRef<HTMLFormElement>(null);
  const [share, setShare] = useState<number | null>(null);
  const [failure, setFailure] = useState("");
  const send = async (data: FormData) => {
    const files = new Map<string, File>();
    for (const key of [STACK, ...project.channels.map((channel) => channel.key)]) {
      const file = data.get(`file_${key}`);
      if (file instanceof File && file.size > 0) files.set(key, file);
    }
    if (files.size === 0) {
      setFailure(t`Choose a file for each channel, or one file with all of them.`);
      return;
    }
    const text = (name: string) => {
      const value = data.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    setShare(0);
    setFailure("");
    try {
      const facts = { caption: text("caption"), cell_line: text("cell_line"), credit: text("credit"), licence: text("licence"), origin: text("origin") };
      await uploadPicture(project.slug, { choice: choice.code, facts, files }, setShare, new AbortController().signal);
      form.current?.reset();
      onAdded();
    } catch (error) {
      setFailure(error instanceof ApiError ? error.message : String(error));
    } finally {
      setShare(null);
    }
  };
  return (
    <details className={styles.adding}>
      <summary>
        <Trans>Add a picture</Trans>
      </summary>
      <form
        ref={form}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void send(new FormData(event.currentTarget));
        }}
      >
        <p className={styles.hint}>
          <Trans>PNG, TIFF or JPEG, one file per channel. Or open a subject of the project and choose “Show in the field guide”.</Trans>
        </p>
        <div className={styles.fields}>
          {project.channels.map(({ key, name }) => (
            <Field key={key} label={name}>
              {(ids) => <Input {...ids} type="file" name={`file_${key}`} accept={ACCEPTED} />}
            </Field>
          ))}
          <Field label={<Trans>Or one file with all channels</Trans>}>{(ids) => <Input {...ids} type="file" name={`file_${STACK}`} accept={ACCEPTED} />}</Field>
          <Field label={<Trans>Caption</Trans>}>{(ids) => <Input {...ids} name="caption" maxLength={200} />}</Field>
          <Field label={<Trans>Cell line</Trans>}>{(ids) => <Input {...ids} name="cell_line" maxLength={64} />}</Field>
          <Field label={<Trans>Credit</Trans>}>{(ids) => <Input {...ids} name="credit" maxLength={300} />}</Field>
          <Field label={<Trans>Licence</Trans>}>{(ids) => <Input {...ids} name="licence" maxLength={120} />}</Field>
          <Field label={<Trans>Source</Trans>}>{(ids) => <Input {...ids} name="origin" maxLength={300} />}</Field>
        </div>
        {failure !== "" && (
          <p role="alert" className={styles.failure}>
            {failure}
          </p>
        )}
        {share !== null && <ProgressBar value={share} label={t`Sent`} />}
        <Button type="submit" look="primary" busy={share !== null}>
          <Trans>Add the picture</Trans>
        </Button>
      </form>
    </details>
  );
}
