import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { decideSuspicion, suspicionsQuery } from "../../api/integrity";
import type { Suspicion, SuspicionVerdict } from "../../api/integrity";
import { Button } from "../../ui/Button";
import { Field, TextArea } from "../../ui/Field";
import { useToast } from "../../ui/Toast";
import styles from "./Integrity.module.css";

/** Confirm a suspicion, or dismiss it; both need a reason. */
export function VerdictForm({ slug, suspicion }: { slug: string; suspicion: Suspicion }) {
  const { t } = useLingui();
  const [reason, setReason] = useState("");
  const cache = useQueryClient();
  const toast = useToast();
  const deciding = useMutation({
    mutationFn: (decision: SuspicionVerdict) => decideSuspicion(slug, suspicion.id, { decision, reason: reason.trim() }),
    onSuccess: ({ state }) => {
      toast(state === "dismissed" ? t`Dismissed. What was held counts and is paid again.` : t`Confirmed. The answers stay out.`);
      return cache.invalidateQueries(suspicionsQuery(slug));
    },
  });
  const isReady = reason.trim() !== "";
  return (
    <div className={styles.verdict}>
      <Field label={t`Reason`} hint={t`Kept in the audit log. The volunteer does not see it.`} error={deciding.error?.message}>
        {(ids) => <TextArea {...ids} rows={2} value={reason} maxLength={1000} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <div className={styles.buttons}>
        <Button look="primary" disabled={!isReady} busy={deciding.isPending} onClick={() => deciding.mutate("dismiss")}>
          <Trans>Dismiss the suspicion</Trans>
        </Button>
        <Button look="danger" disabled={!isReady} busy={deciding.isPending} onClick={() => deciding.mutate("confirm")}>
          <Trans>Confirm the suspicion</Trans>
        </Button>
      </div>
      <p className={styles.muted}>
        <Trans>
          Dismissing believes the volunteer for good in this project: held answers count and are paid. Confirming keeps all
          the answers out and takes back what they earned.
        </Trans>
      </p>
    </div>
  );
}
