import { Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Field, TextArea } from "./Field";
import { Kbd } from "./Kbd";
import { useToast } from "./Toast";
import { useShortcut } from "./useShortcut";

interface ReasonDialogProps {
  /** On the button that opens the dialog, and the dialog's title. */
  trigger: string;
  title: string;
  label: string;
  hint?: string;
  action: string;
  look: "primary" | "danger";
  /** Does it; the dialog stays open with the error if it fails. */
  onReason: (reason: string) => Promise<unknown>;
  done: string;
  onDone: () => Promise<void>;
  /** The key that opens the dialog. */
  shortcut?: string;
  children?: ReactNode;
}

/** A button that asks for a reason before it does something to a subject. */
export function ReasonDialog({ trigger, title, label, hint, action, look, onReason, done, onDone, shortcut, children }: ReasonDialogProps) {
  const [open, setOpen] = useState(false);
  useShortcut(shortcut, () => setOpen(true));
  const [reason, setReason] = useState("");
  const toast = useToast();
  const change = useMutation({
    mutationFn: () => onReason(reason.trim()),
    onSuccess: async () => {
      setOpen(false);
      toast(done);
      await onDone();
    },
  });
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-keyshortcuts={shortcut}>
        {trigger}
        {shortcut !== undefined && <Kbd>{shortcut.toUpperCase()}</Kbd>}
      </Button>
      <Dialog
        title={title}
        open={open}
        onClose={() => setOpen(false)}
        actions={
          <>
            <Button look="quiet" onClick={() => setOpen(false)}>
              <Trans>Cancel</Trans>
            </Button>
            <Button look={look} busy={change.isPending} disabled={reason.trim() === ""} onClick={() => change.mutate()}>
              {action}
            </Button>
          </>
        }
      >
        {children}
        <Field label={label} hint={hint} error={change.error?.message}>
          {(ids) => <TextArea {...ids} value={reason} maxLength={500} required onChange={(event) => setReason(event.target.value)} />}
        </Field>
      </Dialog>
    </>
  );
}
