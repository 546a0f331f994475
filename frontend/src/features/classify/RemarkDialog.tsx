import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, TextArea } from "../../ui/Field";

const LONGEST = 1000;

interface RemarkDialogProps {
  open: boolean;
  remark: string;
  onClose: () => void;
  onSave: (remark: string) => void;
}

/** A note to the scientists about the image; it goes with the answer. */
export function RemarkDialog({ open, remark, onClose, onSave }: RemarkDialogProps) {
  const { t } = useLingui();
  const [text, setText] = useState(remark);
  const save = () => onSave(text.trim());
  return (
    <Dialog
      title={t`Report something unusual`}
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" onClick={save}>
            <Trans>Keep the remark</Trans>
          </Button>
        </>
      }
    >
      <Field label={t`What is unusual?`} hint={t`It is sent together with your answer. Please answer or pass as well.`}>
        {(ids) => (
          <TextArea
            {...ids}
            value={text}
            maxLength={LONGEST}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
            }}
          />
        )}
      </Field>
    </Dialog>
  );
}
