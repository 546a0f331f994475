import type { SubjectClassification } from "../../api/subjects";
import { Badge } from "../../ui/Badge";
import { formatDuration, formatMoment } from "../../ui/format";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import styles from "./Subject.module.css";

function columnsFor(names: Map<string, string>): Column<SubjectClassification>[] {
  return [
    { key: "volunteer", title: "Volunteer", cell: ({ volunteer }) => volunteer },
    {
      key: "choices",
      title: "Choices",
      cell: ({ choices }) =>
        choices.length === 0 ? (
          <span className={styles.muted}>Passed</span>
        ) : (
          choices.map((code) => names.get(code) ?? code).join(", ")
        ),
    },
    {
      key: "counted",
      title: "Counted",
      cell: ({ counted, not_counted_reason }) =>
        counted ? (
          "Yes"
        ) : (
          <Badge tone="warn">
            {not_counted_reason === "" ? "No" : `No: ${not_counted_reason.replaceAll("_", " ")}`}
          </Badge>
        ),
    },
    {
      key: "time",
      title: "Time taken",
      numeric: true,
      cell: ({ duration_ms }) => (duration_ms === null ? "–" : formatDuration(duration_ms)),
    },
    { key: "received", title: "Received", width: "200px", cell: ({ received_at }) => formatMoment(received_at) },
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
  if (classifications.length === 0) return null;
  return (
    <section className={styles.classifications} aria-labelledby="classifications">
      <h2 id="classifications">Classifications</h2>
      <Table
        caption="Classifications"
        columns={columnsFor(names)}
        rows={classifications}
        rowKey={({ id }) => id}
        cards
      />
    </section>
  );
}
