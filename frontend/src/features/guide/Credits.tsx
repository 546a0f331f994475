import { Trans } from "@lingui/react/macro";

import type { ReferenceImage } from "../../api/guide";
import { SourceLink } from "../../ui/SourceLink";
import styles from "./Credits.module.css";

/** What is told beside a picture of the guide. */
export function Credits({ image }: { image: ReferenceImage }) {
  const { caption, cell_line: line, credit, licence, origin } = image;
  return (
    <div className={styles.credits}>
      {(caption !== "" || line !== "") && (
        <p className={styles.caption}>
          {caption} {line !== "" && <span className={styles.line}><Trans>Cell line {line}</Trans></span>}
        </p>
      )}
      <p className={styles.origin}>
        {[credit, licence].filter((part) => part !== "").join(" · ")} {origin !== "" && <SourceLink source={origin} />}
      </p>
    </div>
  );
}
