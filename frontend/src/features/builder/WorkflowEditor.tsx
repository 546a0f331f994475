import { Trans } from "@lingui/react/macro";

import { draftQuery, saveDraft } from "../../api/build";
import type { KeptDraft } from "../../api/build";
import { Card } from "../../ui/Card";
import styles from "./Build.module.css";
import { ChoicesEditor } from "./ChoicesEditor";
import { Loaded } from "./Loaded";
import { QuestionsEditor } from "./QuestionsEditor";
import { SaveBar } from "./SaveBar";
import { useEditor } from "./useEditor";

type Part = "choices" | "questions";

/** The draft of the project's workflow: its tree of choices, and the questions about them. */
export function WorkflowEditor({ slug, part }: { slug: string; part: Part }) {
  return <Loaded query={draftQuery(slug)}>{(kept) => <DraftForm slug={slug} part={part} kept={kept} />}</Loaded>;
}

function DraftForm({ slug, part, kept }: { slug: string; part: Part; kept: KeptDraft }) {
  const { form, edit, ...bar } = useEditor({
    name: "draft",
    stored: kept,
    open: ({ content }: KeptDraft) => content,
    save: (content, { revision }) => saveDraft(slug, content, revision),
    queryKey: draftQuery(slug).queryKey,
    stale: [["build", slug, "preview"]],
  });
  const problems = kept.problems.filter(({ task }) => (task === null) === (part === "choices"));
  return (
    <Card className={styles.form}>
      <p className={styles.muted}>
        <Trans>This is a draft: volunteers go on with the published version until you publish this one and open a round.</Trans>
      </p>
      {problems.length > 0 && (
        <ul className={styles.problems}>
          {problems.map(({ code, message, task }) => (
            <li key={`${code} ${task ?? ""}`}>{message}</li>
          ))}
        </ul>
      )}
      {part === "choices" ? (
        <ChoicesEditor choices={form.choices} onChange={(choices) => edit({ choices })} />
      ) : (
        <QuestionsEditor draft={form} rules={bar.dirty ? [] : kept.rules} onChange={edit} />
      )}
      <SaveBar {...bar} onSave={bar.save} onReload={bar.reload} />
    </Card>
  );
}
