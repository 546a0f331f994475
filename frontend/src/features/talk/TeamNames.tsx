import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { SyntheticEvent } from "react";

import { renameTeam, teamsQuery } from "../../api/rewards";
import type { ListedTeam } from "../../api/rewards";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Field, Input } from "../../ui/Field";
import { Skeleton } from "../../ui/Skeleton";
import { useToast } from "../../ui/Toast";
import styles from "./Talk.module.css";

/** The names of teams, reported ones first; a curator gives another name, or lets it stay. */
export function TeamNames({ slug }: { slug: string }) {
  const { t } = useLingui();
  const teams = useQuery(teamsQuery(slug));
  if (teams.isPending) return <Skeleton height="240px" radius="var(--radius-l)" />;
  if (teams.isError) return <ErrorState error={teams.error} onRetry={() => void teams.refetch()} />;
  if (teams.data.length === 0) return <EmptyState title={t`No teams yet`} />;
  return (
    <div className={styles.column}>
      {teams.data.map((team) => (
        <TeamCard key={`${team.id} ${team.name} ${team.reports}`} slug={slug} team={team} />
      ))}
    </div>
  );
}

function TeamCard({ slug, team }: { slug: string; team: ListedTeam }) {
  const { t } = useLingui();
  const toast = useToast();
  const [name, setName] = useState(team.name);
  const [reason, setReason] = useState("");
  const renaming = useMutation({
    mutationFn: () => renameTeam(slug, team.id, { name: name.trim(), reason: reason.trim() }),
    onSuccess: () => toast(t`Saved.`),
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    renaming.mutate();
  };
  const isSame = name.trim() === team.name;
  const isReady = name.trim().length > 1 && reason.trim() !== "" && (!isSame || team.reports > 0);
  return (
    <Card className={styles.form}>
      <div className={styles.postHead}>
        <span className={styles.author} dir="auto">
          {team.name}
        </span>
        <span className={styles.muted}>{plural(team.members, { one: "# member", other: "# members" })}</span>
        {team.reports > 0 && <Badge tone="warn">{plural(team.reports, { one: "# report", other: "# reports" })}</Badge>}
      </div>
      <form className={styles.form} onSubmit={submit}>
        <div className={styles.dates}>
          <Field label={t`Name`} hint={t`Everybody sees it on the leaderboard.`} error={renaming.error?.message}>
            {(ids) => <Input {...ids} value={name} maxLength={40} onChange={(event) => setName(event.target.value)} />}
          </Field>
          <Field label={t`Reason`} hint={t`Kept in the project's log.`}>
            {(ids) => <Input {...ids} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />}
          </Field>
        </div>
        <div className={styles.formActions}>
          <Button type="submit" look="primary" busy={renaming.isPending} disabled={!isReady}>
            {isSame ? <Trans>Let it stay</Trans> : <Trans>Rename</Trans>}
          </Button>
        </div>
      </form>
    </Card>
  );
}
