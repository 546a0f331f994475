import { Plural, useLingui } from "@lingui/react/macro";

import { formatBytes } from "../../ui/format";
import { totalSize } from "./chosen";
import styles from "./Import.module.css";

const LISTED = 6;

/** The chosen files; long lists are cut after the first few. */
export function FileList({ files, onRemove }: { files: File[]; onRemove: (name: string) => void }) {
  const { t } = useLingui();
  const hidden = files.length - LISTED;
  return (
    <div>
      <p className={styles.filesHead} aria-live="polite">
        <Plural value={files.length} one="# file" other="# files" />, {formatBytes(totalSize(files))}
      </p>
      <ul className={styles.files}>
        {files.slice(0, LISTED).map(({ name, size }) => (
          <li key={name}>
            <span className={styles.fileName}>{name}</span>
            <span className={styles.muted}>{formatBytes(size)}</span>
            <button type="button" onClick={() => onRemove(name)} aria-label={t`Leave out ${name}`}>
              ×
            </button>
          </li>
        ))}
      </ul>
      {hidden > 0 && <p className={styles.muted}><Plural value={hidden} one="and # more file" other="and # more files" /></p>}
    </div>
  );
}
