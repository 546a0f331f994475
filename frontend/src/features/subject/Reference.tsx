import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import type { MessageDescriptor } from "@lingui/core";

import type { SubjectDetail } from "../../api/subjects";
import { Badge } from "../../ui/Badge";
import { Card } from "../../ui/Card";
import styles from "./Subject.module.css";

const SPLITS: Record<string, MessageDescriptor> = {
  control: msg`control`,
  cutoff_holdout: msg`cutoff hold-out`,
  model_holdout: msg`model hold-out`,
  train: msg`training`,
};

/** What experts say about the subject; volunteers never see it. */
export function Reference({ reference }: { reference: SubjectDetail["reference"] }) {
  return (
    <Card className={styles.card}>
      <h2><Trans>Expert labels</Trans></h2>
      {reference.length === 0 && <p className={styles.muted}><Trans>There are none for this image.</Trans></p>}
      {reference.map(({ source, split, choices }) => (
        <div key={`${source} ${split}`} className={styles.reference}>
          <p className={styles.chips}>
            {choices.map(({ code, name }) => (
              <Badge key={code}>{name}</Badge>
            ))}
          </p>
          <p className={styles.muted}>
            <Origin source={source} split={split} />
          </p>
        </div>
      ))}
    </Card>
  );
}

function Origin({ source, split }: { source: string; split: string }) {
  const { t } = useLingui();
  const known = SPLITS[split];
  const part = known === undefined ? split : t(known);
  return (
    <Trans>
      {source}, {part}. Never shown to volunteers.
    </Trans>
  );
}
