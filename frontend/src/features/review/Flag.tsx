import { useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";

import { flagSubject } from "../../api/reviews";
import type { SubjectDetail } from "../../api/subjects";
import { ReasonDialog } from "../../ui/ReasonDialog";

/** Puts the subject into the review queue by hand. */
export function Flag({ slug, subject }: { slug: string; subject: SubjectDetail }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  return (
    <ReasonDialog
      trigger={t`Flag for review`}
      title={t`Flag ${subject.external_id} for review`}
      label={t`What should the curators look at?`}
      action={t`Flag`}
      look="primary"
      onReason={(note) => flagSubject(slug, subject.id, note)}
      done={t`The subject is in the review queue.`}
      onDone={() => queries.invalidateQueries({ queryKey: ["project", slug, "reviews"] })}
    />
  );
}
