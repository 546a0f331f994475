import { Trans } from "@lingui/react/macro";
import { useSyncExternalStore } from "react";

import { Button } from "../ui/Button";
import styles from "./NewVersion.module.css";
import { isNewVersionHere, subscribe, takeNewVersion } from "./register";

/** Says quietly that a newer version of the app is here; nobody is interrupted. */
export function NewVersion() {
  const isHere = useSyncExternalStore(subscribe, isNewVersionHere);
  return (
    <div role="status" className={styles.region}>
      {isHere && (
        <p className={styles.notice}>
          <Trans>A new version is ready.</Trans>
          <Button look="quiet" onClick={takeNewVersion}>
            <Trans>Load it now</Trans>
          </Button>
        </p>
      )}
    </div>
  );
}
