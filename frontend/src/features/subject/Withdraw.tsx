import { Trans, useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";

import { withdrawSubject } from "../../api/subjects";
import type { SubjectDetail } from "../../api/subjects";
import { ReasonDialog } from "../../ui/ReasonDialog";

/** Takes the subject out of the project, with a reason that the audit log keeps. */
export function Withdraw({ slug, subject }: { slug: string; subject: SubjectDetail }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  return (
    <ReasonDialog
      trigger={t`Withdraw`}
      title={t`Withdraw ${subject.external_id}?`}
      label={t`Reason`}
      hint={t`Kept for ever in the audit log.`}
      action={t`Withdraw`}
      look="danger"
      onReason={(reason) => withdrawSubject(slug, subject.id, reason)}
      done={t`The subject is withdrawn.`}
      onDone={() => queries.invalidateQueries({ queryKey: ["project", slug] })}
    >
      <p>
        <Trans>Nobody is shown this image any more, and it leaves the results. Its classifications are kept.</Trans>
      </p>
    </ReasonDialog>
  );
}
