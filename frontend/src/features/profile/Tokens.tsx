import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SyntheticEvent } from "react";

import { makeToken, revokeToken, tokensQuery } from "../../api/tokens";
import type { ApiToken } from "../../api/tokens";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { ErrorState } from "../../ui/ErrorState";
import { Field, Input } from "../../ui/Field";
import { formatDate } from "../../ui/format";
import { Skeleton } from "../../ui/Skeleton";
import { NewToken } from "./NewToken";
import styles from "./Profile.module.css";

/** Keys for programs: make, see and revoke them. */
export function Tokens() {
  const { t } = useLingui();
  const [name, setName] = useState("");
  const queries = useQueryClient();
  const making = useMutation({
    mutationFn: makeToken,
    onSuccess: () => {
      setName("");
      return queries.invalidateQueries(tokensQuery);
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    making.mutate(name.trim());
  };
  return (
    <Card className={styles.card}>
      <h2><Trans>API tokens</Trans></h2>
      <p className={styles.muted}>
        <Trans>A token lets a program read and do what you may. Give each program its own, so that you can revoke one without
        the others.</Trans>
      </p>
      {making.data !== undefined && <NewToken token={making.data} onDone={() => making.reset()} />}
      <TokenList />
      <form className={styles.form} onSubmit={submit}>
        <Field label={t`Name of a new token`} error={making.error?.message}>
          {(ids) => (
            <Input
              {...ids}
              value={name}
              required
              maxLength={80}
              placeholder={t`analysis notebook`}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" busy={making.isPending} disabled={name.trim() === ""}>
          <Trans>Make a token</Trans>
        </Button>
      </form>
    </Card>
  );
}

function TokenList() {
  const tokens = useQuery(tokensQuery);
  if (tokens.isPending) return <Skeleton height="60px" radius="var(--radius-m)" />;
  if (tokens.isError) return <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} />;
  return (
    <ul className={styles.tokens}>
      {tokens.data.map((token) => (
        <TokenLine key={token.id} token={token} />
      ))}
    </ul>
  );
}

function TokenLine({ token: { id, name, prefix, created_at, last_used_at } }: { token: ApiToken }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const revocation = useMutation({
    mutationFn: () => revokeToken(id),
    onSuccess: () => queries.invalidateQueries(tokensQuery),
  });
  const made = formatDate(created_at);
  const used = last_used_at === null ? t`never used` : t`last used ${formatDate(last_used_at)}`;
  return (
    <li>
      <div className={styles.line}>
        <span>
          <strong>{name}</strong> <code>{prefix}…</code>
        </span>
        <span className={styles.muted}>
          <Trans>Made {made}, {used}</Trans>
        </span>
      </div>
      <Button busy={revocation.isPending} onClick={() => revocation.mutate()} aria-label={t`Revoke ${name}`}>
        <Trans>Revoke</Trans>
      </Button>
    </li>
  );
}
