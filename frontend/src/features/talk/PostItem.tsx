import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { deleteComment, markHelpful } from "../../api/talk";
import type { Post } from "../../api/talk";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { classes } from "../../ui/classes";
import { formatMoment } from "../../ui/format";
import { EditForm } from "./CommentForm";
import { PlainText } from "./PlainText";
import { ReportPost } from "./ReportDialog";
import styles from "./Talk.module.css";
import { REMARK_KINDS, ROLES } from "./wording";

interface PostItemProps {
  slug: string;
  discussion: string;
  post: Post;
  /** Of its mark on the image. */
  number?: number;
  /** What it replies to, where that is shown too. */
  target?: Post;
  lit: boolean;
  mayWrite: boolean;
  mayCurate: boolean;
  onReply: () => void;
}

/** One remark or comment, with what its reader may do. */
export function PostItem({ slug, discussion, post, number, target, lit, mayWrite, mayCurate, onReply }: PostItemProps) {
  const [editing, setEditing] = useState(false);
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ["project", slug, "talk", "discussion", discussion] });
  const removal = useMutation({ mutationFn: () => deleteComment(slug, post.id), onSuccess: refresh });
  const thanks = useMutation({ mutationFn: () => markHelpful(slug, post.id, !post.is_helpful), onSuccess: refresh });
  // The server decides again; a page that stays open offers it a little too long.
  const [openedAt] = useState(() => Date.now());
  const isShown = post.state === "shown";
  const mayEdit = post.is_mine && !post.is_remark && isShown && mayWrite && post.editable_until !== null && Date.parse(post.editable_until) > openedAt;
  return (
    <li id={`post-${post.id}`} className={classes(styles.post, target !== undefined && styles.replyPost, lit && styles.lit)}>
      <PostHead post={post} number={number} target={target} />
      {editing ? <EditForm slug={slug} discussion={discussion} post={post} onDone={() => setEditing(false)} /> : <PostBody post={post} />}
      {!editing && (
        <div className={styles.postActions}>
          {isShown && mayWrite && (
            <Button look="quiet" onClick={onReply}>
              <Trans>Reply</Trans>
            </Button>
          )}
          {mayEdit && (
            <Button look="quiet" onClick={() => setEditing(true)}>
              <Trans>Edit</Trans>
            </Button>
          )}
          {post.is_mine && !post.is_remark && post.state !== "gone" && (
            <Button look="quiet" busy={removal.isPending} onClick={() => removal.mutate()}>
              <Trans>Delete</Trans>
            </Button>
          )}
          {mayCurate && post.is_remark && isShown && (
            <Button look="quiet" aria-pressed={post.is_helpful} busy={thanks.isPending} onClick={() => thanks.mutate()}>
              {post.is_helpful ? <Trans>Not helpful after all</Trans> : <Trans>Helpful</Trans>}
            </Button>
          )}
          {isShown && mayWrite && !post.is_mine && <ReportPost slug={slug} post={post} />}
        </div>
      )}
    </li>
  );
}

function PostHead({ post, number, target }: Pick<PostItemProps, "post" | "number" | "target">) {
  const { t } = useLingui();
  const role = ROLES[post.role];
  return (
    <div className={styles.postHead}>
      {number !== undefined && (
        <span className={styles.number} role="img" aria-label={t`Mark ${number}`}>
          {number}
        </span>
      )}
      <span className={styles.author}>{post.author}</span>
      {role !== undefined && <Badge tone="accent">{t(role)}</Badge>}
      {post.remark_kind !== null && <Badge>{t(REMARK_KINDS[post.remark_kind])}</Badge>}
      {post.is_helpful && <Badge tone="good">{t`Helpful`}</Badge>}
      {post.state === "hidden" && <Badge tone="warn">{t`Hidden`}</Badge>}
      <span className={styles.muted}>
        {formatMoment(post.created_at)}
        {post.edited_at !== null && <Trans>, edited</Trans>}
        {target !== undefined && <Trans>, in reply to {target.author}</Trans>}
      </span>
    </div>
  );
}

/** The words, or why there are none. */
export function PostBody({ post }: { post: Post }) {
  if (post.state === "gone") return <p className={styles.gone}><Trans>Deleted by its author.</Trans></p>;
  return (
    <>
      {post.text !== "" && <PlainText text={post.text} />}
      {post.state === "hidden" && (
        <p className={styles.gone}>
          {post.hidden_reason === "" ? <Trans>Hidden by the curators.</Trans> : <Trans>Hidden by the curators: {post.hidden_reason}</Trans>}
        </p>
      )}
    </>
  );
}
