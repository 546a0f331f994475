import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import type { MessageDescriptor } from "@lingui/core";

import type { PassReason } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Kbd } from "../../ui/Kbd";
import styles from "./PassDialog.module.css";

const REASONS: { reason: PassReason; key: string; text: MessageDescriptor; hint: MessageDescriptor }[] = [
  { reason: "unsure", key: "1", text: msg`I am not sure`, hint: msg`That is fine. Somebody else will look.` },
  { reason: "bad_image", key: "2", text: msg`The image is bad`, hint: msg`Out of focus, empty, broken.` },
  { reason: "other", key: "3", text: msg`Another reason`, hint: msg`Nothing here fits.` },
];

/** Why the image is passed over; one press answers. */
export function PassDialog({ open, onClose, onPass }: { open: boolean; onClose: () => void; onPass: (reason: PassReason) => void }) {
  const { t } = useLingui();
  return (
    <Dialog title={t`Pass on this image?`} open={open} onClose={onClose}>
      {/* The digits are read where the focus is: on the buttons inside. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        className={styles.reasons}
        onKeyDown={(event) => {
          const match = REASONS.find(({ key }) => key === event.key);
          if (match === undefined) return;
          // Or the digit would go on to switch a channel once the dialog is closed.
          event.preventDefault();
          onPass(match.reason);
        }}
      >
        {REASONS.map(({ reason, key, text, hint }) => (
          <button key={reason} type="button" className={styles.reason} onClick={() => onPass(reason)}>
            <span>
              <span className={styles.text}>{t(text)}</span>
              <span className={styles.hint}>{t(hint)}</span>
            </span>
            <span className={styles.key} aria-hidden="true">
              <Kbd>{key}</Kbd>
            </span>
          </button>
        ))}
      </div>
      <Button look="quiet" onClick={onClose}>
        <Trans>Keep looking</Trans>
      </Button>
    </Dialog>
  );
}
