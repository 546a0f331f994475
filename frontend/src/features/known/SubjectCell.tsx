import { Link } from "wouter";

import type { KnownAnswer } from "../../api/known";
import { Badge } from "../../ui/Badge";
import { Thumbnail } from "../../ui/Thumbnail";
import styles from "./Known.module.css";

/** A subject by picture and name, with the way to its page. */
export function SubjectCell({ slug, subject }: { slug: string; subject: KnownAnswer["subject"] }) {
  return (
    <span className={styles.subject}>
      <Thumbnail url={subject.thumbnail} size={48} />
      <Link href={`/p/${slug}/subjects/${subject.id}`}>{subject.external_id}</Link>
    </span>
  );
}

/** Choices side by side. */
export function Choices({ choices }: { choices: KnownAnswer["choices"] }) {
  return (
    <span className={styles.chips}>
      {choices.length === 0 ? <span className={styles.muted}>–</span> : choices.map(({ code, name }) => <Badge key={code}>{name}</Badge>)}
    </span>
  );
}
