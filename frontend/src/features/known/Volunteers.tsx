import { t } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { standingsQuery } from "../../api/known";
import type { RankedVolunteer } from "../../api/known";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Field, Select } from "../../ui/Field";
import { formatDate } from "../../ui/format";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import styles from "./Known.module.css";
import { LEVELS, percent } from "./wording";

const PAGE_SIZE = 50;

/** Volunteers with their level and their accuracy on controls. */
export function Volunteers({ slug }: { slug: string }) {
  const { t: say } = useLingui();
  const [level, setLevel] = useState("");
  const [first, setFirst] = useState(0);
  const page = useQuery({ ...standingsQuery(slug, level, first, PAGE_SIZE), placeholderData: keepPreviousData });
  return (
    <div className={styles.panel}>
      <div className={styles.filter}>
        <Field label={say`Show`}>
          {(ids) => (
            <Select
              {...ids}
              value={level}
              onChange={(event) => {
                setLevel(event.target.value);
                setFirst(0);
              }}
            >
              <option value="">{say`All volunteers`}</option>
              {Object.entries(LEVELS).map(([key, name]) => (
                <option key={key} value={key}>
                  {say(name)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      {page.isPending && <Skeleton height="360px" radius="var(--radius-l)" />}
      {page.isError && <ErrorState error={page.error} onRetry={() => void page.refetch()} />}
      {page.isSuccess && page.data.total === 0 && (
        <EmptyState title={say`Nobody yet`}>
          <Trans>Volunteers appear here once they train, or are handed images in a project with controls.</Trans>
        </EmptyState>
      )}
      {page.isSuccess && page.data.total > 0 && (
        <>
          <Table caption={say`Volunteers`} columns={columns()} rows={page.data.results} rowKey={({ pseudonym }) => pseudonym} cards />
          <Pager first={first} total={page.data.total} onMove={setFirst} />
        </>
      )}
    </div>
  );
}

function columns(): Column<RankedVolunteer>[] {
  return [
    { key: "name", title: t`Volunteer`, cell: ({ pseudonym }) => pseudonym },
    {
      key: "level",
      title: t`Level`,
      cell: ({ level, trusted }) => (
        <span className={styles.chips}>
          <Badge tone={trusted ? "good" : level === "returned" ? "warn" : "neutral"}>{t(LEVELS[level])}</Badge>
          {!trusted && <Badge><Trans>not counted</Trans></Badge>}
        </span>
      ),
    },
    { key: "accuracy", title: t`Accuracy on controls`, width: "290px", cell: ({ accuracy }) => <Accuracy accuracy={accuracy} /> },
    { key: "controls", title: t`Controls`, numeric: true, cell: ({ accuracy }) => accuracy?.controls ?? 0 },
    { key: "since", title: t`Since`, width: "124px", cell: ({ changed_at }) => formatDate(changed_at) },
  ];
}

function Accuracy({ accuracy }: { accuracy: RankedVolunteer["accuracy"] }) {
  const { t: say } = useLingui();
  if (accuracy === null) return <span className={styles.muted}>–</span>;
  const [mean, low, high] = [percent(accuracy.mean), percent(accuracy.low), percent(accuracy.high)];
  return (
    <span className={styles.accuracy}>
      <span className={styles.interval} role="img" aria-label={say`${mean}, between ${low} and ${high}`}>
        <span
          className={styles.range}
          style={{ insetInlineStart: `${accuracy.low * 100}%`, inlineSize: `${(accuracy.high - accuracy.low) * 100}%` }}
        />
        <span className={styles.mean} style={{ insetInlineStart: `${accuracy.mean * 100}%` }} />
      </span>
      <span aria-hidden="true">
        {mean} <span className={styles.muted}>({low} – {high})</span>
      </span>
    </span>
  );
}

function Pager({ first, total, onMove }: { first: number; total: number; onMove: (first: number) => void }) {
  if (total <= PAGE_SIZE) return null;
  const [from, to] = [first + 1, Math.min(first + PAGE_SIZE, total)];
  return (
    <div className={styles.pager}>
      <Button disabled={first === 0} onClick={() => onMove(Math.max(0, first - PAGE_SIZE))}><Trans>Back</Trans></Button>
      <span className={styles.muted}><Trans>{from} to {to} of {total}</Trans></span>
      <Button disabled={to === total} onClick={() => onMove(first + PAGE_SIZE)}><Trans>More</Trans></Button>
    </div>
  );
}
