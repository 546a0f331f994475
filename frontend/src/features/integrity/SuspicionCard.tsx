import { Trans, useLingui } from "@lingui/react/macro";
import { useId } from "react";

import type { Suspicion } from "../../api/integrity";
import { Badge } from "../../ui/Badge";
import { Card } from "../../ui/Card";
import { formatDate, formatMoment, formatP } from "../../ui/format";
import { Evidence } from "./Evidence";
import { evidenceInWords } from "./evidenceWords";
import styles from "./Integrity.module.css";
import { VerdictForm } from "./VerdictForm";
import { KINDS, MEASURES, STATES } from "./wording";

interface SuspicionCardProps {
  slug: string;
  suspicion: Suspicion;
  /** Choices' names by their codes. */
  names: ReadonlyMap<string, string>;
}

/** One suspicion: who, what, the evidence, what the volunteer says, and the decision. */
export function SuspicionCard({ slug, suspicion, names }: SuspicionCardProps) {
  const { t } = useLingui();
  const id = useId();
  const kind = KINDS[suspicion.kind];
  const measure = MEASURES[suspicion.measure];
  const words = evidenceInWords(suspicion, names);
  return (
    <Card role="region" aria-labelledby={id} className={styles.card}>
      <header className={styles.head}>
        <h2 id={id}>
          {t(kind.name)} <span className={styles.who} dir="auto">{suspicion.volunteer}</span>
        </h2>
        <p className={styles.badges}>
          <Badge>{t(STATES[suspicion.state])}</Badge>
          <Badge tone={measure.tone}>{t(measure.name)}</Badge>
          {suspicion.appeal !== "" && (
            <Badge tone="accent">
              <Trans>review asked</Trans>
            </Badge>
          )}
        </p>
      </header>
      <div className={styles.columns}>
        <div className={styles.words}>
          <p>{t(kind.means)}</p>
          {words === undefined ? <p lang="en">{suspicion.evidence.words}</p> : <p>{words}</p>}
          {suspicion.kind !== "devices" && <Chance suspicion={suspicion} />}
          {suspicion.appeal !== "" && <Appeal suspicion={suspicion} />}
        </div>
        <div className={styles.evidence}>
          <Evidence suspicion={suspicion} names={names} />
        </div>
        {suspicion.state === "open" ? <VerdictForm slug={slug} suspicion={suspicion} /> : <Outcome suspicion={suspicion} />}
      </div>
    </Card>
  );
}

function Chance({ suspicion: { p, answers, opened_at } }: { suspicion: Suspicion }) {
  const chance = formatP(p).replaceAll(" ", "\u00a0");
  const day = formatDate(opened_at);
  return (
    <p className={styles.muted}>
      <Trans>
        Somebody honest would ever show as much with a chance of at most {chance}. Seen in {answers} answers, since {day}.
      </Trans>
    </p>
  );
}

function Appeal({ suspicion: { appeal, appealed_at } }: { suspicion: Suspicion }) {
  return (
    <figure className={styles.appeal}>
      <figcaption>
        <Trans>The volunteer says</Trans>
        {appealed_at !== null && <span className={styles.muted}> · {formatMoment(appealed_at)}</span>}
      </figcaption>
      <blockquote dir="auto">{appeal}</blockquote>
    </figure>
  );
}

function Outcome({ suspicion: { state, reason, decided_at } }: { suspicion: Suspicion }) {
  const { t } = useLingui();
  return (
    <div className={styles.outcome}>
      <p>
        <strong>{t(STATES[state])}</strong>
        {decided_at !== null && <span className={styles.muted}> · {formatMoment(decided_at)}</span>}
      </p>
      {reason !== "" && <p dir="auto">{reason}</p>}
    </div>
  );
}
