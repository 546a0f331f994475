import { ownDataFile } from "../../api/account";
import { ButtonLink } from "../../ui/Button";
import { Card } from "../../ui/Card";
import styles from "./Profile.module.css";

/** Everything that is kept about oneself, to take away. */
export function OwnData() {
  return (
    <Card className={styles.card}>
      <h2>My data</h2>
      <p className={styles.muted}>All that is kept about you, with every label you gave, as a ZIP file.</p>
      <div>
        <ButtonLink href={ownDataFile} external>
          Download my data
        </ButtonLink>
      </div>
    </Card>
  );
}
