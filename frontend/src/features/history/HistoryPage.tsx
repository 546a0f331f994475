import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "wouter";

import { auditFiltersQuery, auditQuery } from "../../api/audit";
import type { AuditFilter } from "../../api/audit";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Field, Select } from "../../ui/Field";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { ProjectFrame } from "../project/ProjectFrame";
import { Days } from "./Days";
import styles from "./History.module.css";
import { kindName } from "./wording";

/** Who changed what in the project, when and why, for its owners. */
export default function HistoryPage() {
  const { t } = useLingui();
  return (
    <ProjectFrame section="history" needs="mayOwn">
      {(project) => (
        <>
          <PageHeader
            title={t`History`}
            lead={<Trans>Every change by the people who run the project. Nothing in it is ever altered or removed.</Trans>}
          />
          <History slug={project.slug} />
        </>
      )}
    </ProjectFrame>
  );
}

function History({ slug }: { slug: string }) {
  const [search, setSearch] = useSearchParams();
  const filter: AuditFilter = { actor: search.get("actor") ?? "", kind: search.get("kind") ?? "" };
  const change = (part: Partial<AuditFilter>) =>
    setSearch(new URLSearchParams(Object.entries({ ...filter, ...part }).filter(([, value]) => value !== "")), { replace: true });
  const events = useInfiniteQuery({ ...auditQuery(slug, filter), placeholderData: keepPreviousData });
  return (
    <div className={styles.page}>
      <Filters slug={slug} filter={filter} onChange={change} />
      {events.isPending && (
        <div aria-busy="true">
          <Skeleton height="480px" radius="var(--radius-l)" />
        </div>
      )}
      {events.isError && <ErrorState error={events.error} onRetry={() => void events.refetch()} />}
      {events.isSuccess && (
        <>
          <Events events={events.data.pages.flatMap(({ results }) => results)} onClear={() => change({ actor: "", kind: "" })} />
          {events.hasNextPage && (
            <div className={styles.more}>
              <Button busy={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
                <Trans>Show older changes</Trans>
              </Button>
            </div>
          )}
        </>
      )}
    </div>
  );
}

function Events({ events, onClear }: { events: Parameters<typeof Days>[0]["events"]; onClear: () => void }) {
  const { t } = useLingui();
  if (events.length > 0) return <Days events={events} />;
  return (
    <EmptyState title={t`No such change`} action={<Button onClick={onClear}><Trans>Show all changes</Trans></Button>}>
      <Trans>This person has changed nothing of this kind.</Trans>
    </EmptyState>
  );
}

function Filters({ slug, filter, onChange }: { slug: string; filter: AuditFilter; onChange: (part: Partial<AuditFilter>) => void }) {
  const { t } = useLingui();
  const known = useQuery(auditFiltersQuery(slug)).data;
  return (
    <search className={styles.filter}>
      <Field label={t`Person`}>
        {(ids) => (
          <Select {...ids} value={filter.actor} onChange={(event) => onChange({ actor: event.target.value })}>
            <option value="">{t`Everybody`}</option>
            {withChosen(known?.actors, filter.actor).map((email) => (
              <option key={email} value={email}>
                {email}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t`What was changed`}>
        {(ids) => (
          <Select {...ids} value={filter.kind} onChange={(event) => onChange({ kind: event.target.value })}>
            <option value="">{t`Everything`}</option>
            {withChosen(known?.kinds, filter.kind).map((kind) => (
              <option key={kind} value={kind}>
                {kindName(kind)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </search>
  );
}

/** The list with what the address asks for in it, before the list has come and when it is not in there. */
function withChosen(known: readonly string[] = [], chosen: string): readonly string[] {
  return chosen === "" || known.includes(chosen) ? known : [chosen, ...known];
}
