import { t } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";

import type { SubjectClassification } from "../../api/subjects";
import { Badge } from "../../ui/Badge";
import { formatDuration, formatMoment } from "../../ui/format";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import { reasonName } from "../../ui/words";
import styles from "./Subject.module.css";

function columnsFor(names: Map<string, string>): Column<SubjectClassification>[] {
  return [
    { key: "volunteer", title: t`Volunteer`, cell: ({ volunteer }) => volunteer },
    {
      key: "choices",
      title: t`Choices`,
      cell: ({ choices }) =>
        choices.length === 0 ? (
          <span className={styles.muted}><Trans>Passed</Trans></span>
        ) : (
          choices.map((code) => names.get(code) ?? code).join(", ")
        ),
    },
    {
      key: "counted",
      title: t`Counted`,
      cell: ({ counted, not_counted_reason }) =>
        counted ? (
          t`Yes`
        ) : (
          <Badge tone="warn">
            {not_counted_reason === "" ? t`No` : t`No: ${reasonName(not_counted_reason)}`}
          </Badge>
        ),
    },
    {
      key: "time",
      title: t`Time taken`,
      numeric: true,
      cell: ({ duration_ms }) => (duration_ms === null ? "–" : formatDuration(duration_ms)),
    },
    { key: "received", title: t`Received`, width: "200px", cell: ({ received_at }) => formatMoment(received_at) },
  ];
}

/** Who said what, when, and whether it counts. */
export function ClassificationTable({
  classifications,
  names,
}: {
  classifications: SubjectClassification[];
  names: Map<string, string>;
}) {
  const { t: say } = useLingui();
  if (classifications.length === 0) return null;
  return (
    <section className={styles.classifications} aria-labelledby="classifications">
      <h2 id="classifications"><Trans>Classifications</Trans></h2>
      <Table
        caption={say`Classifications`}
        columns={columnsFor(names)}
        rows={classifications}
        rowKey={({ id }) => id}
        cards
      />
    </section>
  );
}
