import { piecesOf } from "./links";
import styles from "./Talk.module.css";

/** What somebody wrote, as text: line breaks are kept, web addresses can be followed, nothing else is markup. */
export function PlainText({ text }: { text: string }) {
  return (
    <p className={styles.text} dir="auto">
      {piecesOf(text).map(({ text: piece, href }, index) =>
        href === null ? (
          piece
        ) : (
          // The same address may stand there twice, and pieces never move.
          <a key={index} href={href} target="_blank" rel="nofollow noopener noreferrer ugc">
            {piece}
          </a>
        ),
      )}
    </p>
  );
}
