import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { withdrawSubject } from "../../api/subjects";
import type { SubjectDetail } from "../../api/subjects";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, TextArea } from "../../ui/Field";
import { useToast } from "../../ui/Toast";

/** Takes the subject out of the project, with a reason that the audit log keeps. */
export function Withdraw({ slug, subject }: { slug: string; subject: SubjectDetail }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const queries = useQueryClient();
  const toast = useToast();
  const withdrawal = useMutation({
    mutationFn: () => withdrawSubject(slug, subject.id, reason.trim()),
    onSuccess: async () => {
      setOpen(false);
      toast(t`The subject is withdrawn.`);
      await queries.invalidateQueries({ queryKey: ["project", slug] });
    },
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}><Trans>Withdraw</Trans></Button>
      <Dialog
        title={t`Withdraw ${subject.external_id}?`}
        open={open}
        onClose={() => setOpen(false)}
        actions={
          <>
            <Button look="quiet" onClick={() => setOpen(false)}>
              <Trans>Cancel</Trans>
            </Button>
            <Button
              look="danger"
              busy={withdrawal.isPending}
              disabled={reason.trim() === ""}
              onClick={() => withdrawal.mutate()}
            >
              <Trans>Withdraw</Trans>
            </Button>
          </>
        }
      >
        <p><Trans>Nobody is shown this image any more, and it leaves the results. Its classifications are kept.</Trans></p>
        <Field label={t`Reason`} hint={t`Kept for ever in the audit log.`} error={withdrawal.error?.message}>
          {(ids) => (
            <TextArea
              {...ids}
              value={reason}
              maxLength={500}
              required
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </Dialog>
    </>
  );
}
