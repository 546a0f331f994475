import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";

import { creditsQuery, chooseName } from "../../api/talk";
import { useMe } from "../../api/queries";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Field, Input } from "../../ui/Field";
import { formatCount } from "../../ui/format";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { useToast } from "../../ui/Toast";
import { ProjectFrame } from "../project/ProjectFrame";
import styles from "./Talk.module.css";

/** Everybody who contributed, by pseudonym, or by name where they want to be named. */
export default function CreditsPage() {
  const { t } = useLingui();
  return (
    <ProjectFrame section="overview">
      {(project) => (
        <>
          <PageHeader
            title={t`Contributors`}
            lead={t`Everybody who has labelled images here. Thank you!`}
            above={<Link href={`/p/${project.slug}`}>{project.title}</Link>}
          />
          <Contributors slug={project.slug} />
        </>
      )}
    </ProjectFrame>
  );
}

function Contributors({ slug }: { slug: string }) {
  const { t } = useLingui();
  const me = useMe();
  const credits = useInfiniteQuery(creditsQuery(slug));
  if (credits.isPending) return <Skeleton height="320px" radius="var(--radius-l)" />;
  if (credits.isError) return <ErrorState error={credits.error} onRetry={() => void credits.refetch()} />;
  const rows = credits.data.pages.flatMap((page) => page.results);
  const myName = credits.data.pages[0]?.my_name ?? null;
  const volunteer = me.data?.volunteer ?? null;
  return (
    <div className={styles.form}>
      {volunteer !== null && <MyName key={myName} slug={slug} name={myName} pseudonym={volunteer.pseudonym} />}
      {rows.length === 0 && <EmptyState title={t`Nobody yet. Be the first!`} />}
      <ol className={styles.names}>
        {rows.map(({ name, is_me, classifications }, index) => (
          // Two people may have the same name, and the order is the server's.
          <li key={index} className={is_me ? styles.me : undefined}>
            <span dir="auto">{name}</span>
            <span className={styles.muted}>{formatCount(classifications)}</span>
          </li>
        ))}
      </ol>
      {credits.hasNextPage && (
        <div>
          <Button busy={credits.isFetchingNextPage} onClick={() => void credits.fetchNextPage()}>
            <Trans>More contributors</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}

function MyName({ slug, name, pseudonym }: { slug: string; name: string | null; pseudonym: string }) {
  const { t } = useLingui();
  const [text, setText] = useState(name ?? "");
  const toast = useToast();
  const queries = useQueryClient();
  const choosing = useMutation({
    mutationFn: (chosen: string) => chooseName(slug, chosen),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["project", slug, "credits"] });
      toast(t`Saved.`);
    },
  });
  return (
    <Card className={styles.form}>
      <Field
        label={t`Your name on this page`}
        hint={t`Leave it empty to stay ${pseudonym}. Everybody can read this page; you can change it at any time.`}
        error={choosing.error?.message}
      >
        {(ids) => <Input {...ids} value={text} maxLength={80} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <div className={styles.formActions}>
        <Button busy={choosing.isPending} disabled={text.trim() === (name ?? "")} onClick={() => choosing.mutate(text.trim())}>
          <Trans>Save</Trans>
        </Button>
      </div>
    </Card>
  );
}
