import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { askForReview, holdQuery } from "../../api/integrity";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, TextArea } from "../../ui/Field";

const LONGEST = 2000;

/** Lets a volunteer tell the curators how they work. */
export function AskDialog({ slug, open, onClose }: { slug: string; open: boolean; onClose: () => void }) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const cache = useQueryClient();
  const asking = useMutation({
    mutationFn: () => askForReview(slug, text.trim()),
    onSuccess: (hold) => {
      cache.setQueryData(holdQuery(slug).queryKey, hold);
      onClose();
    },
  });
  return (
    <Dialog
      title={t`Ask for a review`}
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" disabled={text.trim() === ""} busy={asking.isPending} onClick={() => asking.mutate()}>
            <Trans>Send</Trans>
          </Button>
        </>
      }
    >
      <Field label={t`How do you work?`} hint={t`The curators read it beside your answers. It is sent once.`} error={asking.error?.message}>
        {(ids) => <TextArea {...ids} rows={5} value={text} maxLength={LONGEST} onChange={(event) => setText(event.target.value)} />}
      </Field>
    </Dialog>
  );
}
