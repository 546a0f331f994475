import { t } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { Link } from "wouter";

import type { SubjectRow } from "../../api/subjects";
import { Badge } from "../../ui/Badge";
import { formatDate } from "../../ui/format";
import { Table } from "../../ui/Table";
import type { Column } from "../../ui/Table";
import { Thumbnail } from "../../ui/Thumbnail";
import { StateBadge } from "../subject/states";
import styles from "./Results.module.css";

function columnsFor(slug: string): Column<SubjectRow>[] {
  return [
    { key: "image", title: t`Image`, width: "88px", cell: ({ thumbnail }) => <Thumbnail url={thumbnail} size={56} /> },
    {
      key: "name",
      title: t`Name`,
      cell: ({ id, external_id }) => (
        <Link href={`/p/${slug}/subjects/${id}`} className={styles.name}>
          {external_id}
        </Link>
      ),
    },
    { key: "state", title: t`State`, cell: ({ state }) => <StateBadge state={state} /> },
    {
      key: "consensus",
      title: t`Consensus`,
      cell: ({ consensus }) => (
        <span className={styles.chips}>
          {consensus.length === 0 ? (
            <span className={styles.none}>–</span>
          ) : (
            consensus.map(({ code, name }) => <Badge key={code}>{name}</Badge>)
          )}
        </span>
      ),
    },
    { key: "votes", title: t`Classifications`, numeric: true, cell: ({ n }) => n },
    {
      key: "remarks",
      title: t`Remarks`,
      numeric: true,
      cell: ({ remarks }) => (remarks === 0 ? <span className={styles.none}>–</span> : remarks),
    },
    {
      key: "decided",
      title: t`Decided`,
      width: "124px",
      cell: ({ decided_at }) => (decided_at === null ? <span className={styles.none}>–</span> : formatDate(decided_at)),
    },
  ];
}

/** Subjects as a table; as cards on the phone. */
export function SubjectTable({ slug, rows }: { slug: string; rows: SubjectRow[] }) {
  const { t: say } = useLingui();
  return <Table caption={say`Subjects`} columns={columnsFor(slug)} rows={rows} rowKey={({ id }) => id} cards />;
}
