import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { guideQuery, showSubject } from "../../api/guide";
import { queryClient } from "../../api/queries";
import { subjectQuery } from "../../api/subjects";
import type { SubjectDetail } from "../../api/subjects";
import type { Project } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Input, Select } from "../../ui/Field";
import { useToast } from "../../ui/Toast";

/** Makes the subject a picture of the field guide, after saying what that means for its votes. */
export function ShowInGuide({ project, subject }: { project: Project; subject: SubjectDetail }) {
  const { t } = useLingui();
  const toast = useToast();
  const choices = project.tasks[0]?.choices ?? [];
  const [open, setOpen] = useState(false);
  const [code, setCode] = useState(subject.consensus[0]?.code ?? choices[0]?.code ?? "");
  const [caption, setCaption] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const show = async () => {
    setBusy(true);
    try {
      await showSubject(project.slug, subject.id, code, caption);
      await queryClient.invalidateQueries({ queryKey: guideQuery(project.slug).queryKey });
      await queryClient.invalidateQueries({ queryKey: subjectQuery(project.slug, subject.id).queryKey });
      setOpen(false);
      toast(t`The subject is in the field guide now.`);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Trans>Show in the field guide</Trans>
      </Button>
      <Dialog
        title={t`Show in the field guide`}
        open={open}
        onClose={() => setOpen(false)}
        actions={
          <>
            <Button look="quiet" onClick={() => setOpen(false)}>
              <Trans>Cancel</Trans>
            </Button>
            <Button look="primary" busy={busy} onClick={() => void show()}>
              <Trans>Show it</Trans>
            </Button>
          </>
        }
      >
        <p>
          <Trans>Everybody will see this image together with its answer. It collects no votes from now on; those that it has are kept.</Trans>
        </p>
        <Field label={<Trans>As an example of</Trans>} error={failure}>
          {(ids) => (
            <Select {...ids} value={code} onChange={(event) => setCode(event.target.value)}>
              {choices.map((choice) => (
                <option key={choice.code} value={choice.code}>
                  {choice.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={<Trans>Caption</Trans>}>{(ids) => <Input {...ids} value={caption} maxLength={200} onChange={(event) => setCaption(event.target.value)} />}</Field>
      </Dialog>
    </>
  );
}
