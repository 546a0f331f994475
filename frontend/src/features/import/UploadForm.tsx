import { msg, plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import type { MessageDescriptor } from "@lingui/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SyntheticEvent } from "react";

import { startImport } from "../../api/imports";
import type { ImportOrder } from "../../api/imports";
import type { Project } from "../../api/types";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { Field, Input, Select } from "../../ui/Field";
import { formatBytes, formatShare } from "../../ui/format";
import { ProgressBar } from "../../ui/ProgressBar";
import { useToast } from "../../ui/Toast";
import { addFiles, kindOf, totalSize } from "./chosen";
import { DropZone } from "./DropZone";
import styles from "./Import.module.css";
import { FileList } from "./FileList";

const LAYOUTS: Record<ImportOrder["kind"], MessageDescriptor> = {
  manifest:
    msg`One .csv with the columns external_id, location:<channel> for each channel and, if you like, metadata:<anything>; and the images that it names.`,
  kaggle:
    msg`Images named <id>_red.png, _green, _blue and _yellow; with train.csv (Id, Target) their labels are kept as expert labels.`,
};

/** Chooses files, describes them and sends them. */
export function UploadForm({ project }: { project: Project }) {
  const { t } = useLingui();
  const [order, setOrder] = useState<ImportOrder>({
    kind: "manifest",
    subject_set: "",
    credit: project.credit,
    licence: project.licence,
    source: project.source,
    files: [],
  });
  const { sending, share, error, send, stop } = useUpload(project.slug);
  const change = (part: Partial<ImportOrder>) => setOrder((before) => ({ ...before, ...part }));
  const add = (added: Iterable<File>) => {
    const files = addFiles(order.files, added);
    change({ files, kind: kindOf(files) ?? order.kind });
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    void send(order).then((done) => done && change({ files: [], subject_set: "" }));
  };
  return (
    <Card>
      <form className={styles.form} onSubmit={submit}>
        <DropZone onFiles={add} disabled={sending} />
        {order.files.length > 0 && (
          <FileList
            files={order.files}
            onRemove={(name) => change({ files: order.files.filter((file) => file.name !== name) })}
          />
        )}
        <Field label={t`Layout`} hint={t(LAYOUTS[order.kind])}>
          {(ids) => (
            <Select
              {...ids}
              value={order.kind}
              onChange={(event) => change({ kind: event.target.value as ImportOrder["kind"] })}
            >
              <option value="manifest"><Trans>Table of files (manifest)</Trans></option>
              <option value="kaggle"><Trans>Kaggle HPA folder</Trans></option>
            </Select>
          )}
        </Field>
        <TextField
          label={t`Name of the batch`}
          hint={t`Images of one batch stay together, for example a plate.`}
          value={order.subject_set}
          onChange={(subject_set) => change({ subject_set })}
          required
          maximum={120}
        />
        <fieldset className={styles.origin}>
          <legend><Trans>Shown with every image</Trans></legend>
          <TextField label={t`Credit`} value={order.credit} onChange={(credit) => change({ credit })} maximum={300} />
          <TextField label={t`Licence`} value={order.licence} onChange={(licence) => change({ licence })} maximum={120} />
          <TextField label={t`Source`} value={order.source} onChange={(source) => change({ source })} maximum={300} />
        </fieldset>
        {error !== null && (
          <p className={styles.error} role="alert">
            {error}
          </p>
        )}
        {sending ? (
          <div className={styles.sending}>
            <ProgressBar value={share} label={t`Upload`} />
            <span aria-live="polite">
              {share < 1
                ? t`${formatShare(share)} of ${formatBytes(totalSize(order.files))} sent`
                : t`Sent; the import is starting`}
            </span>
            <Button onClick={stop}><Trans>Stop</Trans></Button>
          </div>
        ) : (
          <Button type="submit" look="primary" disabled={order.files.length === 0}>
            {order.files.length === 0 ? t`Choose files first` : t`Import ${plural(order.files.length, { one: "# file", other: "# files" })}`}
          </Button>
        )}
      </form>
    </Card>
  );
}

interface TextFieldProps {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  required?: boolean;
  maximum: number;
}

function TextField({ label, hint, value, onChange, required = false, maximum }: TextFieldProps) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <Input
          {...ids}
          value={value}
          required={required}
          maxLength={maximum}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Sends one order at a time; `send` tells whether the import has started. */
function useUpload(slug: string) {
  const { t } = useLingui();
  const [upload, setUpload] = useState<{ share: number; stop: () => void } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const queries = useQueryClient();
  const toast = useToast();
  const send = async (order: ImportOrder): Promise<boolean> => {
    const control = new AbortController();
    const stop = () => control.abort();
    setError(null);
    setUpload({ share: 0, stop });
    try {
      await startImport(slug, order, (share) => setUpload({ share, stop }), control.signal);
      toast(t`The import has started.`);
      await queries.invalidateQueries({ queryKey: ["project", slug, "imports"] });
      return true;
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : t`The upload failed.`);
      return false;
    } finally {
      setUpload(null);
    }
  };
  return { sending: upload !== null, share: upload?.share ?? 0, error, send, stop: () => upload?.stop() };
}
