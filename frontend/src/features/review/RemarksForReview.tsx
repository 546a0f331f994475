import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { changeRemarksForReview } from "../../api/reviews";
import { Button } from "../../ui/Button";
import { Field, Input } from "../../ui/Field";
import { useToast } from "../../ui/Toast";
import styles from "./Review.module.css";

const MOST = 10_000;

/** How many volunteers may remark on an image before it comes here; for owners. */
export function RemarksForReview({ slug, number }: { slug: string; number: number }) {
  const { t } = useLingui();
  const [text, setText] = useState(String(number));
  const toast = useToast();
  const queries = useQueryClient();
  const wanted = Number(text);
  const isValid = Number.isInteger(wanted) && wanted >= 1 && wanted <= MOST;
  const saving = useMutation({
    mutationFn: () => changeRemarksForReview(slug, wanted),
    onSuccess: async () => {
      toast(t`Saved.`);
      await queries.invalidateQueries({ queryKey: ["project", slug, "reviews"] });
    },
  });
  return (
    <div className={styles.setting}>
      <Field label={t`Volunteers who may remark on an image before it comes here`} error={saving.error?.message}>
        {(ids) => <Input {...ids} type="number" min={1} max={MOST} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <Button busy={saving.isPending} disabled={!isValid || wanted === number} onClick={() => saving.mutate()}>
        <Trans>Save</Trans>
      </Button>
    </div>
  );
}
