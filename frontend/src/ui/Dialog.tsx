import { useEffect, useId, useRef } from "react";
import type { ReactNode } from "react";

import styles from "./Dialog.module.css";

interface DialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
  /** Buttons at the bottom, the main one last. */
  actions?: ReactNode;
}

/** A modal on the browser's own <dialog>: focus is kept inside and Escape closes it. */
export function Dialog({ title, open, onClose, children, actions }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = element.current;
    if (dialog === null) return;
    if (open && !dialog.open) {
      dialog.showModal();
      // The focus may be on a button at the end; whoever opened it wants to read from the beginning.
      dialog.scrollTo(0, 0);
    }
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    // A press on the backdrop lands on the dialog itself; the keyboard's way out is Escape.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={element}
      className={styles.dialog}
      aria-labelledby={heading}
      // Told a moment after the closing, when the dialog may have been opened again.
      onClose={(event) => {
        if (!event.currentTarget.open) onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {open && (
        <div className={styles.body}>
          <h2 id={heading} className={styles.title}>
            {title}
          </h2>
          {children}
          {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        </div>
      )}
    </dialog>
  );
}
