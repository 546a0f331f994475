import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useSearchParams } from "wouter";

import { jobsQuery } from "../../api/jobs";
import type { Job, JobFilter, JobKind, JobNews, JobState } from "../../api/jobs";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Field, Select } from "../../ui/Field";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { ProjectFrame } from "../project/ProjectFrame";
import { ConnectionMark } from "./ConnectionMark";
import { JobList } from "./JobList";
import styles from "./Jobs.module.css";
import { missesSome, withNews } from "./news";
import { useJobNews } from "./useJobNews";
import { KINDS, STATES } from "./wording";

const POLL_MS = 3_000;

/** What the ML worker does for the project, as it does it. */
export default function JobsPage() {
  const { t } = useLingui();
  return (
    <ProjectFrame section="jobs" needs="mayRead">
      {({ slug }, { mayLearn }) => (
        <>
          <PageHeader
            title={t`Jobs`}
            lead={<Trans>Work that takes longer: features of cells, training of networks, and predictions. A job goes on when you leave this page.</Trans>}
          />
          <Jobs slug={slug} mayAct={mayLearn} />
        </>
      )}
    </ProjectFrame>
  );
}

function Jobs({ slug, mayAct }: { slug: string; mayAct: boolean }) {
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const change = (part: Partial<JobFilter>) =>
    setSearch(new URLSearchParams(Object.entries({ ...filter, ...part }).filter(([, value]) => value !== "")), { replace: true });
  const cache = useQueryClient();
  const query = jobsQuery(slug, filter);
  const hear = (news: JobNews) => {
    const known = cache.getQueryData(query.queryKey);
    if (known !== undefined) cache.setQueryData(query.queryKey, withNews(known, news, filter));
    if (known !== undefined && missesSome(known, news)) void cache.invalidateQueries({ queryKey: query.queryKey });
    for (const { id } of news.jobs) void cache.invalidateQueries({ queryKey: ["project", slug, "job", id] });
  };
  const connection = useJobNews(slug, hear);
  const isPolling = connection === "polling";
  const list = useInfiniteQuery({ ...query, placeholderData: keepPreviousData, refetchInterval: isPolling ? POLL_MS : false });
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <Filters filter={filter} onChange={change} />
        <ConnectionMark connection={list.isError ? "lost" : connection} />
      </div>
      {list.data !== undefined ? (
        <Found
          key={slug}
          slug={slug}
          jobs={list.data.pages.flatMap(({ results }) => results)}
          at={list.data.pages[0]?.at ?? ""}
          isPolling={isPolling}
          mayAct={mayAct}
          onClear={filter.state === "" && filter.kind === "" ? undefined : () => change({ state: "", kind: "" })}
        />
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <ListSkeleton />
      )}
      {list.hasNextPage && (
        <div className={styles.more}>
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            <Trans>Show older jobs</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}

interface FoundProps {
  slug: string;
  jobs: Job[];
  /** When the list was like this, by the server's clock. */
  at: string;
  isPolling: boolean;
  mayAct: boolean;
  /** Shows all jobs, where only some are shown. */
  onClear?: () => void;
}

function Found({ jobs, at, onClear, ...rest }: FoundProps) {
  const { t } = useLingui();
  if (jobs.length > 0) return <JobList jobs={jobs} at={at} {...rest} />;
  return onClear === undefined ? (
    <EmptyState title={t`No jobs yet`}>
      <Trans>Features, training and predictions appear here as soon as somebody asks for them.</Trans>
    </EmptyState>
  ) : (
    <EmptyState title={t`No such job`} action={<Button onClick={onClear}><Trans>Show all jobs</Trans></Button>}>
      <Trans>There is no job of this kind in this state.</Trans>
    </EmptyState>
  );
}

function ListSkeleton() {
  return (
    <div className={styles.skeleton} aria-busy="true">
      {["first", "second", "third"].map((row) => (
        <Skeleton key={row} height="var(--job-row)" radius="var(--radius-l)" />
      ))}
    </div>
  );
}

function Filters({ filter, onChange }: { filter: JobFilter; onChange: (part: Partial<JobFilter>) => void }) {
  const { t } = useLingui();
  return (
    <search className={styles.filter}>
      <Field label={t`State`}>
        {(ids) => (
          <Select {...ids} value={filter.state} onChange={(event) => onChange({ state: event.target.value as JobState | "" })}>
            <option value="">{t`All states`}</option>
            {(Object.keys(STATES) as JobState[]).map((state) => (
              <option key={state} value={state}>
                {t(STATES[state].name)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t`Kind`}>
        {(ids) => (
          <Select {...ids} value={filter.kind} onChange={(event) => onChange({ kind: event.target.value as JobKind | "" })}>
            <option value="">{t`All kinds`}</option>
            {(Object.keys(KINDS) as JobKind[]).map((kind) => (
              <option key={kind} value={kind}>
                {t(KINDS[kind])}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </search>
  );
}

/** What the address asks for; nothing where it names what there is not. */
function filterOf(search: URLSearchParams): JobFilter {
  const state = search.get("state") ?? "";
  const kind = search.get("kind") ?? "";
  return { state: state in STATES ? (state as JobState) : "", kind: kind in KINDS ? (kind as JobKind) : "" };
}
