import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SyntheticEvent } from "react";

import { giveRole, membersQuery, takeRole } from "../../api/build";
import type { Member, Role } from "../../api/build";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { EmptyState } from "../../ui/EmptyState";
import { Field, Input, Select } from "../../ui/Field";
import styles from "./Build.module.css";
import { Loaded } from "./Loaded";

/** Who may do what in the project. */
export function People({ slug }: { slug: string }) {
  return (
    <Card className={styles.form}>
      <Loaded query={membersQuery(slug)}>{(members) => <MemberList slug={slug} members={members} />}</Loaded>
      <NewMember slug={slug} />
    </Card>
  );
}

function useRoleNames(): Record<Role, string> {
  const { t } = useLingui();
  return {
    owner: t`Owner: changes the project`,
    curator: t`Curator: reviews images and remarks`,
    scientist: t`Scientist: reads and downloads`,
  };
}

function MemberList({ slug, members }: { slug: string; members: Member[] }) {
  const { t } = useLingui();
  const names = useRoleNames();
  const queries = useQueryClient();
  const taking = useMutation({
    mutationFn: ({ email, role }: Member) => takeRole(slug, email, role),
    onSuccess: () => queries.invalidateQueries(membersQuery(slug)),
  });
  if (members.length === 0) return <EmptyState title={t`Nobody has a role yet`} />;
  return (
    <>
      <ul className={styles.list}>
        {members.map((member) => (
          <li key={`${member.email} ${member.role}`} className={styles.tools}>
            <strong>{member.display_name === "" ? member.email : member.display_name}</strong>
            <span className={styles.muted}>{names[member.role]}</span>
            <span className={styles.spring} />
            <Button look="quiet" busy={taking.isPending} onClick={() => taking.mutate(member)} aria-label={t`Take the role from ${member.email}`}>
              <Trans>Remove</Trans>
            </Button>
          </li>
        ))}
      </ul>
      {taking.error !== null && (
        <p role="alert" className={styles.failed}>
          {taking.error.message}
        </p>
      )}
    </>
  );
}

function NewMember({ slug }: { slug: string }) {
  const { t } = useLingui();
  const names = useRoleNames();
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("curator");
  const giving = useMutation({
    mutationFn: () => giveRole(slug, email.trim(), role),
    onSuccess: () => {
      setEmail("");
      return queries.invalidateQueries(membersQuery(slug));
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    giving.mutate();
  };
  return (
    <form className={styles.row} onSubmit={submit}>
      <Field label={t`E-mail of an account`} error={giving.error?.message}>
        {(ids) => <Input {...ids} type="email" required value={email} onChange={(event) => setEmail(event.target.value)} />}
      </Field>
      <Field label={t`Role`}>
        {(ids) => (
          <Select {...ids} value={role} onChange={(event) => setRole(event.target.value as Role)}>
            {(Object.keys(names) as Role[]).map((key) => (
              <option key={key} value={key}>
                {names[key]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Button type="submit" busy={giving.isPending}>
        <Trans>Give the role</Trans>
      </Button>
    </form>
  );
}
