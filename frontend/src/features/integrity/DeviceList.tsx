import { Trans } from "@lingui/react/macro";
import { useId } from "react";

import type { SharedDevices } from "../../api/integrity";
import { formatCount } from "../../ui/format";
import styles from "./Integrity.module.css";

/** Who answers on one device with the volunteer, who comes first, and how many answers each gave there. */
export function DeviceList({ devices: { volunteers, answers } }: { devices: SharedDevices }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>
        <Trans>Answers on shared devices</Trans>
      </h3>
      <ol className={styles.devices}>
        {volunteers.map((name, place) => (
          <li key={name}>
            <span dir="auto">{name}</span>
            <span>{formatCount(answers[place] ?? 0)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
