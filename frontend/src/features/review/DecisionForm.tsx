import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { decideReview } from "../../api/reviews";
import type { Review, ReviewDecision } from "../../api/reviews";
import type { SubjectDetail } from "../../api/subjects";
import type { Project } from "../../api/types";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { Checkbox, Field, Input } from "../../ui/Field";
import styles from "./Review.module.css";

interface DecisionFormProps {
  project: Project;
  review: Review;
  subject: SubjectDetail;
  onDecided: (review: Review) => void;
}

/** Keep the consensus, put an own label in its place, or take the image out; each can be undone. */
export function DecisionForm({ project, review, subject, onDecided }: DecisionFormProps) {
  const { t } = useLingui();
  const [overriding, setOverriding] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>(subject.consensus.map(({ code }) => code));
  const [reason, setReason] = useState("");
  const deciding = useMutation({
    mutationFn: (decision: ReviewDecision) =>
      decideReview(project.slug, review.id, { decision, choices: decision === "override" ? [...chosen] : [], reason: reason.trim() }),
    onSuccess: onDecided,
  });
  const toggle = (code: string) => setChosen(chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code]);
  const decide = (decision: ReviewDecision) => () => deciding.mutate(decision);
  return (
    <Card className={styles.decision}>
      <h3><Trans>Decision</Trans></h3>
      <Field label={t`Reason`} hint={t`Kept for ever in the audit log. Needed to withdraw.`} error={deciding.error?.message}>
        {(ids) => <Input {...ids} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <div className={styles.buttons}>
        <Button look="primary" busy={deciding.isPending} onClick={decide("keep")}>
          <Trans>Keep the consensus</Trans>
        </Button>
        <Button aria-expanded={overriding} onClick={() => setOverriding(!overriding)}>
          <Trans>Label it myself</Trans>
        </Button>
        <Button look="danger" busy={deciding.isPending} disabled={reason.trim() === ""} onClick={decide("withdraw")}>
          <Trans>Withdraw</Trans>
        </Button>
      </div>
      {overriding && (
        <fieldset className={styles.choices}>
          <legend><Trans>What is in the image?</Trans></legend>
          <div className={styles.choiceList}>
            {subject.votes.map(({ code, name }) => (
              <Checkbox key={code} label={name} checked={chosen.includes(code)} onChange={() => toggle(code)} />
            ))}
          </div>
          <Button look="primary" busy={deciding.isPending} onClick={decide("override")}>
            {chosen.length === 0 ? <Trans>Save: none of these</Trans> : <Trans>Save my label</Trans>}
          </Button>
        </fieldset>
      )}
    </Card>
  );
}
