import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";

import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Kbd } from "../../ui/Kbd";
import { useShortcut } from "../../ui/useShortcut";

interface KeyedDialogProps {
  /** Of the dialog, and of the button that opens it. */
  title: string;
  /** The key that opens it, a small letter. */
  letter: string;
  open: boolean;
  onOpen: () => void;
  onClose: () => void;
  /** What the main button says. */
  submit: string;
  onSubmit: () => void;
  isBusy: boolean;
  isReady?: boolean;
  /** The form. */
  children: ReactNode;
}

/** A button with a key that opens a form; the form is closed by whoever hears that its work is done. */
export function KeyedDialog({ title, letter, open, onOpen, onClose, submit, onSubmit, isBusy, isReady = true, children }: KeyedDialogProps) {
  useShortcut(letter, onOpen);
  return (
    <>
      <Button look="primary" aria-keyshortcuts={letter} onClick={onOpen}>
        {title} <Kbd>{letter.toUpperCase()}</Kbd>
      </Button>
      <Dialog
        title={title}
        open={open}
        onClose={onClose}
        actions={
          <>
            <Button look="quiet" onClick={onClose}><Trans>Cancel</Trans></Button>
            <Button look="primary" busy={isBusy} disabled={!isReady} onClick={onSubmit}>{submit}</Button>
          </>
        }
      >
        {children}
      </Dialog>
    </>
  );
}
