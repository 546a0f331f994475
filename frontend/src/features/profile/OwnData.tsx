import { Trans } from "@lingui/react/macro";

import { ownDataFile } from "../../api/account";
import { ButtonLink } from "../../ui/Button";
import { Card } from "../../ui/Card";
import styles from "./Profile.module.css";

/** Everything that is kept about oneself, to take away. */
export function OwnData() {
  return (
    <Card className={styles.card}>
      <h2><Trans>My data</Trans></h2>
      <p className={styles.muted}><Trans>All that is kept about you, with every label you gave, as a ZIP file.</Trans></p>
      <div>
        <ButtonLink href={ownDataFile} external>
          <Trans>Download my data</Trans>
        </ButtonLink>
      </div>
    </Card>
  );
}
