import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { DragEvent } from "react";

import { classes } from "../../ui/classes";
import styles from "./Import.module.css";

/** Takes files by dropping or choosing them; the file control itself stays reachable by keyboard. */
export function DropZone({ onFiles, disabled }: { onFiles: (files: Iterable<File>) => void; disabled: boolean }) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!disabled) onFiles(event.dataTransfer.files);
  };
  return (
    <label
      className={classes(styles.drop, over && styles.over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <svg
        viewBox="0 0 32 32"
        width="32"
        height="32"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        aria-hidden="true"
      >
        <path d="M16 21V6m0 0-6 6m6-6 6 6M5 21v4a2 2 0 0 0 2 2h18a2 2 0 0 0 2-2v-4" />
      </svg>
      <strong><Trans>Drop files here or choose them</Trans></strong>
      <span><Trans>PNG, TIFF, OME-TIFF or JPEG, one table, or zip files of them</Trans></span>
      <input
        type="file"
        multiple
        disabled={disabled}
        accept=".zip,.csv,.png,.tif,.tiff,.jpg,.jpeg"
        className="visually-hidden"
        onChange={(event) => {
          onFiles(event.target.files ?? []);
          event.target.value = "";
        }}
      />
    </label>
  );
}
