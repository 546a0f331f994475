import { useLingui } from "@lingui/react/macro";

import type { ReferenceImage } from "../../api/guide";
import { classes } from "../../ui/classes";
import styles from "./Thumbnails.module.css";

interface ThumbnailsProps {
  /** Name of the choice. */
  name: string;
  images: readonly ReferenceImage[];
  onOpen: (image: ReferenceImage) => void;
  /** Two columns of larger pictures in place of three. */
  large?: boolean;
  /** Marked as the one that is shown. */
  current?: string;
}

/** Small pictures of a choice, each with its cell line; a press enlarges. */
export function Thumbnails({ name, images, onOpen, large = false, current }: ThumbnailsProps) {
  const { t } = useLingui();
  return (
    <ul className={classes(styles.grid, large && styles.large)}>
      {images.map((image, at) => {
        const number = at + 1;
        const line = image.cell_line === "" ? t`picture ${number}` : image.cell_line;
        return (
          <li key={image.id}>
            <button
              type="button"
              className={styles.thumbnail}
              aria-label={t`Enlarge ${name}, ${line}`}
              aria-current={image.id === current || undefined}
              onClick={() => onOpen(image)}
            >
              <img src={image.thumbnail} alt="" loading="lazy" decoding="async" width="120" height="120" />
              {image.cell_line !== "" && (
                <span className={styles.line} aria-hidden="true">
                  {image.cell_line}
                </span>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
