import { Trans, useLingui } from "@lingui/react/macro";

import type { TrustRule } from "../../api/build";
import { Checkbox, Field, Input } from "../../ui/Field";
import styles from "./Build.module.css";

type Share = "threshold" | "recovery_threshold" | "prior_mean" | "control_share_most" | "control_share_least";
type Count = "prior_strength" | "half_life" | "minimum_controls";

/** When the project trusts its volunteers, and how often it looks. */
export function TrustForm({ rule, onChange }: { rule: TrustRule; onChange: (changes: Partial<TrustRule>) => void }) {
  const { t } = useLingui();
  const share = (name: Share, label: string) => (
    <Field label={label}>
      {(ids) => (
        <Input
          {...ids}
          type="number"
          min={0}
          max={100}
          value={Math.round(rule[name] * 1000) / 10}
          onChange={(event) => onChange({ [name]: event.target.valueAsNumber / 100 })}
        />
      )}
    </Field>
  );
  const count = (name: Count, label: string, hint?: string) => (
    <Field label={label} hint={hint}>
      {(ids) => <Input {...ids} type="number" min={0} value={rule[name]} onChange={(event) => onChange({ [name]: event.target.valueAsNumber })} />}
    </Field>
  );
  return (
    <>
      <h2><Trans>Trust</Trans></h2>
      <p className={styles.muted}>
        <Trans>Skill is measured on images with known answers that look like all others. Whoever falls below the threshold
        practises again; answers given meanwhile are kept but not counted.</Trans>
      </p>
      <div className={styles.row}>
        {share("threshold", t`Back to training below, %`)}
        {share("recovery_threshold", t`Recovered above, %`)}
        {count("minimum_controls", t`Not before so many controls`)}
        {share("control_share_most", t`Controls at first, % of images`)}
        {share("control_share_least", t`Controls later, % of images`)}
      </div>
      <details>
        <summary><Trans>How the estimate begins and fades</Trans></summary>
        <div className={styles.row}>
          {share("prior_mean", t`Accuracy assumed at first, %`)}
          {count("prior_strength", t`worth so many controls`)}
          {count("half_life", t`Controls until an old one counts half`)}
        </div>
      </details>
      <Checkbox
        label={t`Show volunteers how they did after a control`}
        checked={rule.feedback_on_controls}
        onChange={(event) => onChange({ feedback_on_controls: event.target.checked })}
      />
    </>
  );
}
