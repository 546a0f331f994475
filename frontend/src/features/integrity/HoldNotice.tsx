import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { holdQuery } from "../../api/integrity";
import type { Hold } from "../../api/integrity";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { Notice } from "../../ui/Notice";
import { AskDialog } from "./AskDialog";
import styles from "./HoldNotice.module.css";

/** Tells a volunteer whose answers wait for a curator: a card within a page. */
export function HoldCard({ slug }: { slug: string }) {
  const { t } = useLingui();
  const hold = useQuery(holdQuery(slug));
  if (hold.data?.held !== true) return null;
  return (
    <Card role="region" aria-label={t`Your answers wait for a person`} className={styles.card}>
      <Words slug={slug} hold={hold.data} />
    </Card>
  );
}

/** The same over the labelling page; it can be put away until the next visit. */
export function HoldNotice({ slug }: { slug: string }) {
  const { t } = useLingui();
  const [gone, setGone] = useState(false);
  const hold = useQuery(holdQuery(slug));
  if (hold.data?.held !== true || gone) return null;
  return (
    <Notice label={t`Your answers wait for a person`} className={styles.notice}>
      <Words slug={slug} hold={hold.data} onClose={() => setGone(true)} />
    </Notice>
  );
}

function Words({ slug, hold, onClose }: { slug: string; hold: Hold; onClose?: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <h2 className={styles.title}>
        <Trans>Your answers wait for a person</Trans>
      </h2>
      <p>
        <Trans>
          Some of your answers here looked unusual to our automatic checks, so a curator will look at them. They are kept,
          and nothing is lost: if all is well, they count and earn points again. Checks make mistakes, and you can go on
          labelling.
        </Trans>
      </p>
      {hold.review_asked && (
        <p role="status" className={styles.asked}>
          <Trans>You asked for a review. A curator will read what you wrote.</Trans>
        </p>
      )}
      <div className={styles.buttons}>
        {!hold.review_asked && (
          <Button onClick={() => setAsking(true)}>
            <Trans>Ask for a review</Trans>
          </Button>
        )}
        {onClose !== undefined && (
          <Button look="quiet" onClick={onClose}>
            <Trans>Close</Trans>
          </Button>
        )}
      </div>
      <AskDialog slug={slug} open={asking} onClose={() => setAsking(false)} />
    </>
  );
}
