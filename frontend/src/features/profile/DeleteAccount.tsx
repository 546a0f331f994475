import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { deleteAccount } from "../../api/account";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { Dialog } from "../../ui/Dialog";
import { Field, Input } from "../../ui/Field";
import styles from "./Profile.module.css";

/** Deletes the account after its address is typed once more. */
export function DeleteAccount({ email }: { email: string }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const deletion = useMutation({ mutationFn: deleteAccount, onSuccess: () => window.location.assign("/") });
  const close = () => setOpen(false);
  return (
    <Card className={styles.card}>
      <h2><Trans>Leave</Trans></h2>
      <p className={styles.muted}>
        <Trans>Your account and address are deleted for good. Your labels stay in the results under the pseudonym, which then
        leads back to nobody.</Trans>
      </p>
      <div>
        <Button look="danger" onClick={() => setOpen(true)}>
          <Trans>Delete my account</Trans>
        </Button>
      </div>
      <Dialog
        title={t`Delete your account for good?`}
        open={open}
        onClose={close}
        actions={
          <>
            <Button look="quiet" onClick={close}>
              <Trans>Keep it</Trans>
            </Button>
            <Button
              look="danger"
              busy={deletion.isPending}
              disabled={typed.trim().toLowerCase() !== email.toLowerCase()}
              onClick={() => deletion.mutate(typed)}
            >
              <Trans>Delete it</Trans>
            </Button>
          </>
        }
      >
        <p><Trans>Nobody can bring it back. Download your data first if you want to keep it.</Trans></p>
        <Field label={t`Type your e-mail address to confirm`} error={deletion.error?.message}>
          {(ids) => (
            <Input
              {...ids}
              type="email"
              value={typed}
              autoComplete="off"
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      </Dialog>
    </Card>
  );
}
