import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { addComment, editComment } from "../../api/talk";
import type { Discussion, Post } from "../../api/talk";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { Field, TextArea } from "../../ui/Field";
import { formatMoment } from "../../ui/format";
import styles from "./Talk.module.css";

const LONGEST = 2000;

interface CommentFormProps {
  slug: string;
  discussion: Discussion;
  replyTo: Post | null;
  onDone: () => void;
}

/** Where one writes; says why not, and until when, to those who may not. */
export function CommentForm({ slug, discussion, replyTo, onDone }: CommentFormProps) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const queries = useQueryClient();
  const writing = useMutation({
    mutationFn: () => addComment(slug, discussion.id, text.trim(), replyTo?.id ?? null),
    onSuccess: async () => {
      setText("");
      onDone();
      await queries.invalidateQueries({ queryKey: ["project", slug, "talk"] });
    },
  });
  if (!discussion.may_write) {
    const until = discussion.blocked_until === null ? "" : formatMoment(discussion.blocked_until);
    return (
      <Card>
        <p><Trans>The curators have asked you not to write here until {until}. You can read everything.</Trans></p>
      </Card>
    );
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") writing.mutate();
      }}
    >
      <Field
        label={replyTo === null ? t`Your comment` : t`Your reply to ${replyTo.author}`}
        hint={t`Plain text. Others see it under your made-up name.`}
        error={writing.error?.message}
      >
        {(ids) => <TextArea {...ids} value={text} maxLength={LONGEST} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <div className={styles.formActions}>
        {replyTo !== null && (
          <Button look="quiet" onClick={onDone}>
            <Trans>No reply</Trans>
          </Button>
        )}
        <Button type="submit" look="primary" busy={writing.isPending} disabled={text.trim() === ""}>
          <Trans>Send</Trans>
        </Button>
      </div>
    </form>
  );
}

/** Changes one's own comment in its place. */
export function EditForm({ slug, discussion, post, onDone }: { slug: string; discussion: string; post: Post; onDone: () => void }) {
  const { t } = useLingui();
  const [text, setText] = useState(post.text);
  const queries = useQueryClient();
  const editing = useMutation({
    mutationFn: () => editComment(slug, post.id, text.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["project", slug, "talk", "discussion", discussion] });
      onDone();
    },
  });
  return (
    <div className={styles.form}>
      <Field label={t`Change your comment`} error={editing.error?.message}>
        {(ids) => <TextArea {...ids} value={text} maxLength={LONGEST} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <div className={styles.formActions}>
        <Button look="quiet" onClick={onDone}>
          <Trans>Cancel</Trans>
        </Button>
        <Button look="primary" busy={editing.isPending} disabled={text.trim() === ""} onClick={() => editing.mutate()}>
          <Trans>Save</Trans>
        </Button>
      </div>
    </div>
  );
}
