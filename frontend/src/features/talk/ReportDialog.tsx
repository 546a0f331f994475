import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ReactNode } from "react";

import { reportImage, reportPost } from "../../api/talk";
import type { Post, ReportReason } from "../../api/talk";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Select, TextArea } from "../../ui/Field";
import { useToast } from "../../ui/Toast";
import { REPORT_REASONS } from "./wording";

interface ReportDialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  /** Send what was written. */
  onSend: (note: string) => Promise<unknown>;
  needsNote: boolean;
  children?: ReactNode;
}

function ReportDialog({ title, open, onClose, onSend, needsNote, children }: ReportDialogProps) {
  const { t } = useLingui();
  const [note, setNote] = useState("");
  const toast = useToast();
  const sending = useMutation({
    mutationFn: () => onSend(note.trim()),
    onSuccess: () => {
      setNote("");
      onClose();
      toast(t`Thank you. The curators will look at it.`);
    },
  });
  return (
    <Dialog
      title={title}
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" busy={sending.isPending} disabled={needsNote && note.trim() === ""} onClick={() => sending.mutate()}>
            <Trans>Send report</Trans>
          </Button>
        </>
      }
    >
      {children}
      <Field label={needsNote ? t`What is wrong?` : t`Anything to add?`} hint={t`Only the curators read it.`} error={sending.error?.message}>
        {(ids) => <TextArea {...ids} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />}
      </Field>
    </Dialog>
  );
}

/** Asks the curators to look at what somebody wrote. */
export function ReportPost({ slug, post }: { slug: string; post: Post }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState<ReportReason>("rude");
  return (
    <>
      <Button look="quiet" onClick={() => setOpen(true)}>
        <Trans>Report</Trans>
      </Button>
      <ReportDialog title={t`Report what ${post.author} wrote`} open={open} onClose={() => setOpen(false)} onSend={(note) => reportPost(slug, post.id, reason, note)} needsNote={false}>
        <Field label={t`Reason`}>
          {(ids) => (
            <Select {...ids} value={reason} onChange={(event) => setReason(event.target.value as ReportReason)}>
              {Object.entries(REPORT_REASONS).map(([key, name]) => (
                <option key={key} value={key}>
                  {t(name)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </ReportDialog>
    </>
  );
}

/** Asks the curators to look at the image itself. */
export function ReportImage({ slug, discussion }: { slug: string; discussion: string }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" onClick={() => setOpen(true)}>
        <Trans>Report this image</Trans>
      </Button>
      <ReportDialog title={t`Report this image`} open={open} onClose={() => setOpen(false)} onSend={(note) => reportImage(slug, discussion, note)} needsNote />
    </>
  );
}
