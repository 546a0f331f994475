import styles from "./Thumbnail.module.css";

/** A subject's small picture beside its name, which says what it is; black where there is none. */
export function Thumbnail({ url, size }: { url: string | null; size: number }) {
  return (
    <span className={styles.frame} style={{ width: size, height: size }}>
      {url !== null && <img src={url} alt="" loading="lazy" decoding="async" width={size} height={size} />}
    </span>
  );
}
