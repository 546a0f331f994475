import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Download } from "../../api/downloads";
import { Badge } from "../../ui/Badge";
import { Button, ButtonLink } from "../../ui/Button";
import styles from "./Data.module.css";
import { Preview } from "./Preview";

/** One file to download; CSV files show their first rows on demand. */
export function DownloadCard({ download: { name, title, description, format, url } }: { download: Download }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  return (
    <li className={styles.download}>
      <div className={styles.head}>
        <h2>{title}</h2>
        <Badge>{format.toUpperCase()}</Badge>
      </div>
      <p className={styles.muted}>{description}</p>
      <p className={styles.file}>{name}</p>
      <div className={styles.actions}>
        <ButtonLink href={url} external look="primary">
          <Trans>Download <span className="visually-hidden">{name}</span></Trans>
        </ButtonLink>
        {format === "csv" && (
          <Button look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t`Hide the first rows` : t`Show the first rows`}
          </Button>
        )}
      </div>
      {open && <Preview name={name} url={url} />}
    </li>
  );
}
