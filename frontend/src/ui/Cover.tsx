import { classes } from "./classes";
import styles from "./Cover.module.css";
import { Mark } from "./Brand";

/** A project's image on black, or the mark of the house where there is none. */
export function Cover({ url, className }: { url: string | null; className?: string }) {
  return (
    <div className={classes(styles.cover, className)}>
      {url === null ? <Mark size={48} /> : <img src={url} alt="" decoding="async" />}
    </div>
  );
}
