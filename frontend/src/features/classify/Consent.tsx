import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { ApiError, request } from "../../api/client";
import { meQuery, projectQuery, useMe } from "../../api/queries";
import type { JoinAnswer, Project } from "../../api/types";
import { Button, ButtonLink } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { Checkbox } from "../../ui/Field";
import styles from "./Consent.module.css";

/** The terms of a project and the yes to them; as a guest where the project allows it. */
export function Consent({ project }: { project: Project }) {
  const { t } = useLingui();
  const [agreed, setAgreed] = useState(false);
  const { data: me } = useMe();
  const cache = useQueryClient();
  const join = useMutation({
    mutationFn: () =>
      request<JoinAnswer>(`/projects/${project.slug}/join`, {
        method: "POST",
        body: { consent: true, terms_version: project.terms_version },
      }),
    onSuccess: () =>
      Promise.all([cache.invalidateQueries(meQuery), cache.invalidateQueries({ queryKey: projectQuery(project.slug).queryKey })]),
    onError: (error) => {
      // The terms changed while they were read: show the new ones.
      if (error instanceof ApiError && error.code === "terms_outdated") void cache.invalidateQueries(projectQuery(project.slug));
    },
  });
  const isGuest = me?.user == null;
  const next = encodeURIComponent(window.location.pathname);
  return (
    <div className={styles.page}>
      <Card className={styles.card}>
        <p className={styles.project}>{project.title}</p>
        <h1 className={styles.title}><Trans>Before you start</Trans></h1>
        <div className={styles.terms}>
          {project.terms.split(/\n{2,}/).map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </div>
        <Checkbox checked={agreed} onChange={(event) => setAgreed(event.target.checked)} label={t`I have read this and agree.`} />
        {join.error !== null && (
          <p className={styles.error} role="alert">
            {join.error.message}
          </p>
        )}
        <Button look="primary" size="l" disabled={!agreed} busy={join.isPending} onClick={() => join.mutate()}>
          {isGuest ? t`Continue as guest` : t`Start labelling`}
        </Button>
        {isGuest && (
          <div className={styles.account}>
            <p><Trans>With an account your answers stay yours on every device. What you do as a guest is kept when you sign up later.</Trans></p>
            <div className={styles.links}>
              <ButtonLink href={`/accounts/login/?next=${next}`} external>
                <Trans>Log in</Trans>
              </ButtonLink>
              <ButtonLink href={`/accounts/signup/?next=${next}`} external>
                <Trans>Sign up</Trans>
              </ButtonLink>
            </div>
          </div>
        )}
      </Card>
    </div>
  );
}
