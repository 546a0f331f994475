import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { suspicionsQuery } from "../../api/integrity";
import type { Suspicion } from "../../api/integrity";
import type { Project } from "../../api/types";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Field, Select } from "../../ui/Field";
import { formatCount } from "../../ui/format";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { ProjectFrame } from "../project/ProjectFrame";
import styles from "./Integrity.module.css";
import { SuspicionCard } from "./SuspicionCard";
import { STATES } from "./wording";

type Shown = Suspicion["state"] | "all";

/** What volunteers are suspected of, with the evidence, for a person to decide. */
export default function IntegrityPage() {
  return (
    <ProjectFrame section="integrity" needs="mayCurate">
      {(project) => <Integrity project={project} />}
    </ProjectFrame>
  );
}

function Integrity({ project }: { project: Project }) {
  const { t } = useLingui();
  const [shown, setShown] = useState<Shown>("open");
  const suspicions = useQuery(suspicionsQuery(project.slug));
  const count = (state: Suspicion["state"]) => suspicions.data?.filter((one) => one.state === state).length;
  return (
    <>
      <PageHeader
        title={t`Integrity`}
        lead={t`Answers that look dishonest to automatic checks. Checks make mistakes: look at the evidence, then decide.`}
      />
      <div className={styles.filter}>
        <Field label={t`Show`}>
          {(ids) => (
            <Select {...ids} value={shown} onChange={(event) => setShown(event.target.value as Shown)}>
              {(Object.keys(STATES) as Suspicion["state"][]).map((state) => (
                <option key={state} value={state}>
                  {t(STATES[state])}
                  {count(state) !== undefined && ` (${formatCount(count(state) ?? 0)})`}
                </option>
              ))}
              <option value="all">{t`All`}</option>
            </Select>
          )}
        </Field>
      </div>
      {suspicions.isPending && (
        <div className={styles.list} aria-busy="true">
          <Skeleton height="420px" radius="var(--radius-l)" />
          <Skeleton height="420px" radius="var(--radius-l)" />
        </div>
      )}
      {suspicions.isError && <ErrorState error={suspicions.error} onRetry={() => void suspicions.refetch()} />}
      {suspicions.isSuccess && (
        <Found project={project} shown={shown} rows={suspicions.data.filter(({ state }) => shown === "all" || state === shown)} />
      )}
    </>
  );
}

function Found({ project, shown, rows }: { project: Project; shown: Shown; rows: Suspicion[] }) {
  const { t } = useLingui();
  const names = new Map(project.tasks.flatMap(({ choices }) => choices.map(({ code, name }) => [code, name])));
  if (rows.length > 0) {
    return (
      <ul className={styles.list}>
        {rows.map((suspicion) => (
          <li key={suspicion.id}>
            <SuspicionCard slug={project.slug} suspicion={suspicion} names={names} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <EmptyState title={shown === "open" ? t`Nothing to decide` : t`Nothing here`}>
      {shown === "open" ? (
        <Trans>No volunteer's answers stand out. New answers are looked at every five minutes.</Trans>
      ) : (
        <Trans>There is no suspicion in this state.</Trans>
      )}
    </EmptyState>
  );
}
