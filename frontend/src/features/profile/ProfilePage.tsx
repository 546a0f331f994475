import { Trans, useLingui } from "@lingui/react/macro";

import { useMe } from "../../api/queries";
import type { Me } from "../../api/types";
import { ButtonLink } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { DeleteAccount } from "./DeleteAccount";
import { History } from "./History";
import { MyProjects } from "./MyProjects";
import { MyWork } from "./MyWork";
import { OwnData } from "./OwnData";
import { Preferences } from "./Preferences";
import styles from "./Profile.module.css";
import { Tokens } from "./Tokens";

/** The own page: who one is here, what one has done, and the keys for programs. */
export default function ProfilePage() {
  const { t } = useLingui();
  const me = useMe();
  if (me.isPending) return <ProfileSkeleton />;
  if (me.isError) return <ErrorState error={me.error} onRetry={() => void me.refetch()} />;
  const { user, volunteer } = me.data;
  if (user === null && volunteer === null) return <Nobody />;
  return (
    <>
      <PageHeader
        title={t`My page`}
        lead={volunteer === null ? undefined : t`Others know you as ${volunteer.pseudonym}.`}
        actions={user !== null && <AccountLinks />}
      />
      <div className={styles.layout}>
        <div className={styles.main}>
          {volunteer !== null && <MyWork />}
          <MyProjects memberships={me.data.memberships} />
          {volunteer !== null && <History />}
          {user !== null && <Tokens />}
        </div>
        <div className={styles.side}>
          <Identity me={me.data} />
          <Preferences />
          <OwnData />
          {user !== null && <DeleteAccount email={user.email} />}
        </div>
      </div>
    </>
  );
}

function AccountLinks() {
  return (
    <>
      <ButtonLink href="/accounts/email/" external>
        <Trans>E-mail</Trans>
      </ButtonLink>
      <ButtonLink href="/accounts/password/change/" external>
        <Trans>Password</Trans>
      </ButtonLink>
      <ButtonLink href="/accounts/logout/" look="quiet" external>
        <Trans>Log out</Trans>
      </ButtonLink>
    </>
  );
}

function Identity({ me: { user, volunteer } }: { me: Me }) {
  return (
    <Card className={styles.card}>
      <h2><Trans>You</Trans></h2>
      <dl className={styles.facts}>
        {volunteer !== null && (
          <div>
            <dt><Trans>Pseudonym</Trans></dt>
            <dd>{volunteer.pseudonym}</dd>
          </div>
        )}
        {user !== null && (
          <div>
            <dt><Trans>E-mail, never shown to others</Trans></dt>
            <dd>{user.email}</dd>
          </div>
        )}
      </dl>
      {user === null && (
        <>
          <p className={styles.muted}>
            <Trans>You label as a guest on this device. With an account your labels come along to others.</Trans>
          </p>
          <ButtonLink href="/accounts/signup/?next=/me" look="primary" external>
            <Trans>Sign up and keep them</Trans>
          </ButtonLink>
        </>
      )}
    </Card>
  );
}

function Nobody() {
  const { t } = useLingui();
  return (
    <>
      <PageHeader title={t`My page`} />
      <EmptyState
        title={t`We do not know you yet`}
        action={
          <>
            <ButtonLink href="/" look="primary">
              <Trans>Find a project</Trans>
            </ButtonLink>
            <ButtonLink href="/accounts/login/?next=/me" external>
              <Trans>Log in</Trans>
            </ButtonLink>
          </>
        }
      >
        <Trans>Label an image as a guest or log in, and this page shows what you have done.</Trans>
      </EmptyState>
    </>
  );
}

function ProfileSkeleton() {
  return (
    <div className={styles.skeleton} aria-busy="true">
      <Skeleton width="240px" height="48px" />
      <Skeleton height="360px" radius="var(--radius-l)" />
    </div>
  );
}
