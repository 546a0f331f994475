import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { Skeleton } from "../../ui/Skeleton";
import { firstRows } from "./csv";
import styles from "./Data.module.css";

const ROWS = 4;

/** The heading and the first rows of a CSV file, read without downloading the rest. */
export function Preview({ name, url }: { name: string; url: string }) {
  const { t } = useLingui();
  const preview = useQuery({
    queryKey: ["preview", url],
    queryFn: ({ signal }) => firstRows(url, ROWS, signal),
    staleTime: Infinity,
  });
  if (preview.isPending) return <Skeleton height="160px" radius="var(--radius-m)" />;
  if (preview.isError) return <p className={styles.muted}>{preview.error.message}</p>;
  const [heading = [], ...rows] = preview.data;
  return (
    // Scrollable by keyboard: a region that scrolls must take the focus.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.preview} tabIndex={0} role="region" aria-label={t`First rows of ${name}`}>
      <table>
        <thead>
          <tr>
            {heading.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join("\u0000")}>
              {row.map((cell, index) => (
                <td key={heading[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className={styles.muted}><Trans>No rows yet.</Trans></p>}
    </div>
  );
}
