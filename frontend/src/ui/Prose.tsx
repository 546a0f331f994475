import styles from "./Prose.module.css";

/** Plain text of several paragraphs, parted by empty lines. */
export function Prose({ text }: { text: string }) {
  return (
    <div className={styles.prose}>
      {text
        .split(/\n\s*\n/)
        .filter((paragraph) => paragraph.trim() !== "")
        .map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
    </div>
  );
}
