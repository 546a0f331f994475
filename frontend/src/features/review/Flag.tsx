import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { flagSubject } from "../../api/reviews";
import type { SubjectDetail } from "../../api/subjects";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, TextArea } from "../../ui/Field";
import { useToast } from "../../ui/Toast";

/** Puts the subject into the review queue by hand. */
export function Flag({ slug, subject }: { slug: string; subject: SubjectDetail }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState("");
  const toast = useToast();
  const queries = useQueryClient();
  const flagging = useMutation({
    mutationFn: () => flagSubject(slug, subject.id, note.trim()),
    onSuccess: async () => {
      setOpen(false);
      toast(t`The subject is in the review queue.`);
      await queries.invalidateQueries({ queryKey: ["project", slug, "reviews"] });
    },
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Trans>Flag for review</Trans>
      </Button>
      <Dialog
        title={t`Flag ${subject.external_id} for review`}
        open={open}
        onClose={() => setOpen(false)}
        actions={
          <>
            <Button look="quiet" onClick={() => setOpen(false)}>
              <Trans>Cancel</Trans>
            </Button>
            <Button look="primary" busy={flagging.isPending} disabled={note.trim() === ""} onClick={() => flagging.mutate()}>
              <Trans>Flag</Trans>
            </Button>
          </>
        }
      >
        <Field label={t`What should the curators look at?`} error={flagging.error?.message}>
          {(ids) => <TextArea {...ids} value={note} maxLength={500} required onChange={(event) => setNote(event.target.value)} />}
        </Field>
      </Dialog>
    </>
  );
}
