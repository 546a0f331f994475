import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { SyntheticEvent } from "react";

import { createTeam, joinTeam, leaveTeam, teamQuery } from "../../api/rewards";
import type { Team } from "../../api/rewards";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { ErrorState } from "../../ui/ErrorState";
import { Field, Input } from "../../ui/Field";
import { Skeleton } from "../../ui/Skeleton";
import styles from "./Rewards.module.css";

/** The own team, or the ways into one. */
export function TeamPanel({ slug }: { slug: string }) {
  const { t } = useLingui();
  const mine = useQuery(teamQuery(slug));
  if (mine.isPending) return <Skeleton height="200px" radius="var(--radius-l)" />;
  if (mine.isError) return <ErrorState error={mine.error} onRetry={() => void mine.refetch()} />;
  if (mine.data.team !== null) return <MyTeam slug={slug} team={mine.data.team} />;
  return (
    <div className={styles.cards}>
      <OneField
        title={t`Join a team`}
        label={t`The team's code`}
        hint={t`Somebody of the team can tell you. All members see each other's pseudonyms.`}
        action={t`Join`}
        maximum={20}
        send={(code) => joinTeam(slug, code)}
      />
      <OneField
        title={t`Make a team`}
        label={t`Its name`}
        hint={t`Everybody sees it on the leaderboard.`}
        action={t`Make it`}
        maximum={40}
        send={(name) => createTeam(slug, name)}
      />
    </div>
  );
}

interface OneFieldProps {
  title: string;
  label: string;
  hint: string;
  action: string;
  maximum: number;
  send: (value: string) => Promise<void>;
}

function OneField({ title, label, hint, action, maximum, send }: OneFieldProps) {
  const [value, setValue] = useState("");
  const sending = useMutation({ mutationFn: send });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (value.trim() !== "") sending.mutate(value);
  };
  return (
    <Card className={styles.card}>
      <h2>{title}</h2>
      <form className={styles.form} onSubmit={submit}>
        <Field label={label} hint={hint} error={sending.error?.message}>
          {(ids) => <Input {...ids} value={value} maxLength={maximum} autoComplete="off" onChange={(event) => setValue(event.currentTarget.value)} />}
        </Field>
        <Button type="submit" look="primary" busy={sending.isPending} disabled={value.trim().length < 2}>
          {action}
        </Button>
      </form>
    </Card>
  );
}

function MyTeam({ slug, team }: { slug: string; team: Team }) {
  const leaving = useMutation({ mutationFn: () => leaveTeam(slug) });
  return (
    <Card className={styles.card}>
      <h2>{team.name}</h2>
      <p className={styles.muted}>
        <Trans>Others join with this code:</Trans>
      </p>
      <p className={styles.code}>{team.code}</p>
      <h3>{plural(team.members.length, { one: "# member", other: "# members" })}</h3>
      <ul className={styles.members}>
        {team.members.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      <div>
        <Button busy={leaving.isPending} onClick={() => leaving.mutate()}>
          <Trans>Leave the team</Trans>
        </Button>
      </div>
    </Card>
  );
}
