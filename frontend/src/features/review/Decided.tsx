import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "wouter";

import type { Review } from "../../api/reviews";
import type { Project } from "../../api/types";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { formatMoment } from "../../ui/format";
import { Table } from "../../ui/Table";
import { DECISIONS, REASONS } from "./wording";

/** What was decided, by whom and why. */
export function Decided({ project, rows, onUndo }: { project: Project; rows: Review[]; onUndo: (review: Review) => void }) {
  const { t } = useLingui();
  if (rows.length === 0) return <EmptyState title={t`Nothing was decided yet`} />;
  return (
    <Table
      caption={t`Decided`}
      rows={rows}
      rowKey={({ id }) => id}
      cards
      columns={[
        {
          key: "subject",
          title: t`Image`,
          cell: ({ subject }) => <Link href={`/p/${project.slug}/subjects/${subject.id}`}>{subject.external_id}</Link>,
        },
        { key: "why", title: t`Why it was here`, cell: ({ reasons }) => reasons.map((reason) => t(REASONS[reason])).join(", ") },
        { key: "decision", title: t`Decision`, cell: ({ decision }) => (decision === "" ? "" : t(DECISIONS[decision])) },
        { key: "reason", title: t`Reason`, cell: ({ decision_reason }) => decision_reason },
        { key: "by", title: t`By`, cell: ({ decided_by }) => decided_by },
        { key: "at", title: t`When`, width: "200px", cell: ({ closed_at }) => (closed_at === null ? "" : formatMoment(closed_at)) },
        {
          key: "undo",
          title: t`Undo`,
          cell: (review) => (
            <Button look="quiet" onClick={() => onUndo(review)}>
              <Trans>Undo</Trans>
            </Button>
          ),
        },
      ]}
    />
  );
}
