import { Trans } from "@lingui/react/macro";

import type { AuditEvent } from "../../api/audit";
import { formatDate, formatTime } from "../../ui/format";
import styles from "./History.module.css";
import { eventName } from "./wording";

/** Events under their days, newest first. */
export function Days({ events }: { events: readonly AuditEvent[] }) {
  const days = new Map<string, AuditEvent[]>();
  for (const event of events) {
    const day = event.at.slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), event]);
  }
  return (
    <ol className={styles.days}>
      {[...days].map(([day, ofDay]) => (
        <li key={day} className={styles.day}>
          <h2 className={styles.date}>{formatDate(`${day}T00:00:00Z`)}</h2>
          <ol className={styles.events}>
            {ofDay.map((event) => (
              <Event key={event.id} event={event} />
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}

function Event({ event }: { event: AuditEvent }) {
  const { at, actor, verb, person, reason, details } = event;
  const facts = Object.entries(details).filter(([, value]) => value !== "" && value !== null);
  return (
    <li className={styles.event}>
      <time className={styles.time} dateTime={at}>
        {formatTime(at)}
      </time>
      <div className={styles.what}>
        <p>
          <strong>{eventName(verb)}</strong>
          {person !== null && <span className={styles.person}> {person}</span>}
        </p>
        <p className={styles.actor}>{actor ?? <Trans>The system, or a deleted account</Trans>}</p>
        {reason !== "" && (
          <p className={styles.reason} dir="auto">
            {reason}
          </p>
        )}
        {facts.length > 0 && (
          <details className={styles.details}>
            <summary>
              <Trans>Details</Trans>
            </summary>
            <dl>
              {facts.map(([name, value]) => (
                <div key={name}>
                  <dt>{name.replaceAll("_", " ")}</dt>
                  <dd>{typeof value === "string" ? value : <pre>{JSON.stringify(value, null, 2)}</pre>}</dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </div>
    </li>
  );
}
