import type { SubjectDetail } from "../../api/subjects";
import { Badge } from "../../ui/Badge";
import { Card } from "../../ui/Card";
import styles from "./Subject.module.css";

const SPLITS: Record<string, string> = {
  control: "control",
  cutoff_holdout: "cutoff hold-out",
  model_holdout: "model hold-out",
  train: "training",
};

/** What experts say about the subject; volunteers never see it. */
export function Reference({ reference }: { reference: SubjectDetail["reference"] }) {
  return (
    <Card className={styles.card}>
      <h2>Expert labels</h2>
      {reference.length === 0 && <p className={styles.muted}>There are none for this image.</p>}
      {reference.map(({ source, split, choices }) => (
        <div key={`${source} ${split}`} className={styles.reference}>
          <p className={styles.chips}>
            {choices.map(({ code, name }) => (
              <Badge key={code}>{name}</Badge>
            ))}
          </p>
          <p className={styles.muted}>
            {source}, {SPLITS[split] ?? split}. Never shown to volunteers.
          </p>
        </div>
      ))}
    </Card>
  );
}
