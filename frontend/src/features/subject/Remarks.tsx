import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import type { SubjectDetail } from "../../api/subjects";
import { markHelpful } from "../../api/talk";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { formatMoment } from "../../ui/format";
import { marksOf } from "../talk/marks";
import { PlainText } from "../talk/PlainText";
import { REMARK_KINDS } from "../talk/wording";
import styles from "./Subject.module.css";

type Remark = SubjectDetail["remarks"][number];

interface RemarksProps {
  slug: string;
  remarks: readonly Remark[];
  mayCurate: boolean;
}

/** What volunteers wrote about the subject; numbers are those of the marks on the image. */
export function Remarks({ slug, remarks, mayCurate }: RemarksProps) {
  const numbers = new Map(marksOf(remarks, () => "").map(({ id, number }) => [id, number]));
  return (
    <Card className={styles.card}>
      <h2><Trans>Remarks</Trans></h2>
      {remarks.length === 0 && <p className={styles.muted}><Trans>Nobody has remarked on this image.</Trans></p>}
      <ul className={styles.remarks}>
        {remarks.map((remark) => (
          <li key={remark.id} id={`remark-${remark.id}`}>
            <RemarkLine slug={slug} remark={remark} number={numbers.get(remark.id)} mayCurate={mayCurate} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function RemarkLine({ slug, remark, number, mayCurate }: { slug: string; remark: Remark; number?: number; mayCurate: boolean }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const thanks = useMutation({
    mutationFn: () => markHelpful(slug, remark.id, !remark.is_helpful),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["project", slug, "subject"] }),
  });
  return (
    <>
      <p className={styles.chips}>
        {number !== undefined && <Badge tone="accent">{t`Mark ${number}`}</Badge>}
        <Badge>{t(REMARK_KINDS[remark.kind])}</Badge>
        {remark.is_hidden && <Badge tone="warn">{t`Hidden`}</Badge>}
        {remark.is_helpful && <Badge tone="good">{t`Helpful`}</Badge>}
      </p>
      <blockquote>{remark.text === "" ? <Trans>Deleted by its author.</Trans> : <PlainText text={remark.text} />}</blockquote>
      <p className={styles.muted}>
        {remark.volunteer}, {formatMoment(remark.created_at)}
      </p>
      {mayCurate && (
        <Button look="quiet" aria-pressed={remark.is_helpful} busy={thanks.isPending} onClick={() => thanks.mutate()}>
          {remark.is_helpful ? <Trans>Not helpful after all</Trans> : <Trans>Helpful</Trans>}
        </Button>
      )}
    </>
  );
}
