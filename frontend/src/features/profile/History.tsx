import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";

import { historyQuery } from "../../api/work";
import type { HistoryEntry } from "../../api/work";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { ErrorState } from "../../ui/ErrorState";
import { formatMoment } from "../../ui/format";
import { Skeleton } from "../../ui/Skeleton";
import styles from "./Work.module.css";

/** The own answers with their images, newest first. What others answered stays hidden here. */
export function History() {
  const history = useInfiniteQuery(historyQuery);
  if (history.isPending) return <Skeleton height="320px" radius="var(--radius-l)" />;
  if (history.isError) return <ErrorState error={history.error} onRetry={() => void history.refetch()} />;
  const entries = history.data.pages.flatMap(({ results }) => results);
  if (entries.length === 0) return null;
  return (
    <Card className={styles.card}>
      <h2>
        <Trans>What I answered</Trans>
      </h2>
      <ul className={styles.history}>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ul>
      {history.hasNextPage && (
        <div>
          <Button busy={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
            <Trans>Load more</Trans>
          </Button>
        </div>
      )}
    </Card>
  );
}

function Entry({ entry: { thumbnail, title, choices, passed, received_at } }: { entry: HistoryEntry }) {
  const { t } = useLingui();
  const answer = passed ? t`Passed` : choices.length === 0 ? t`Nothing chosen` : choices.join(", ");
  return (
    <li>
      <img src={thumbnail} alt="" width="72" height="72" loading="lazy" decoding="async" />
      <div>
        <p className={styles.answer}>{answer}</p>
        <p className={styles.muted}>{title}</p>
        <p className={styles.muted}>
          <time dateTime={received_at}>{formatMoment(received_at)}</time>
        </p>
      </div>
    </li>
  );
}
