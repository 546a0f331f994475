import { plural } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";

import { workQuery } from "../../api/work";
import type { ProjectWork } from "../../api/work";
import { Card } from "../../ui/Card";
import { ForestPlot } from "../../ui/charts/ForestPlot";
import { ErrorState } from "../../ui/ErrorState";
import { formatCount, formatShare } from "../../ui/format";
import { Skeleton } from "../../ui/Skeleton";
import styles from "./Work.module.css";

const QUARTERS = [0, 0.25, 0.5, 0.75, 1];

/** What the own answers have done: impact over all projects, then numbers and accuracy project by project. */
export function MyWork() {
  const { t } = useLingui();
  const work = useQuery(workQuery);
  if (work.isPending) return <Skeleton height="280px" radius="var(--radius-l)" />;
  if (work.isError) return <ErrorState error={work.error} onRetry={() => void work.refetch()} />;
  const { projects } = work.data;
  if (projects.length === 0) return null;
  const decided = projects.reduce((sum, each) => sum + each.decided, 0);
  const answers = projects.reduce((sum, each) => sum + each.answers, 0);
  return (
    <Card className={styles.card}>
      <h2>
        <Trans>My impact</Trans>
      </h2>
      <p className={styles.impact}>
        <Plural value={decided} one="Your votes decided # image." other="Your votes decided # images." />
      </p>
      <p className={styles.muted}>
        {t`You looked at ${plural(answers, { one: "# image", other: "# images" })}. An image counts as decided by you once its consensus holds a choice that you had voted for.`}
      </p>
      {projects.map((project) => (
        <OneProject key={project.slug} project={project} />
      ))}
    </Card>
  );
}

function OneProject({ project: { slug, title, answers, decided, accuracy, choices } }: { project: ProjectWork }) {
  const { t } = useLingui();
  const rows = choices.map(({ code, name, accuracy: measured }) => ({ key: code, label: name, marks: [measured] }));
  return (
    <section className={styles.project} aria-label={title}>
      <h3>
        <Link href={`/p/${slug}`}>{title}</Link>
      </h3>
      <dl className={styles.numbers}>
        <div>
          <dt>
            <Trans>Images looked at</Trans>
          </dt>
          <dd>{formatCount(answers)}</dd>
        </div>
        <div>
          <dt>
            <Trans>Decided with your vote</Trans>
          </dt>
          <dd>{formatCount(decided)}</dd>
        </div>
      </dl>
      {accuracy === null ? (
        <p className={styles.muted}>
          <Trans>How accurate you are is shown once you have answered a few images that experts know.</Trans>
        </p>
      ) : (
        <ForestPlot
          title={t`Your accuracy`}
          summary={t`Measured on images that experts know, and brought up to date once a day. The line shows how sure the estimate is.`}
          columns={{ name: t`Choice`, interval: t`Interval` }}
          series={[t`Accuracy`]}
          rows={[{ key: "", label: t`All choices`, marks: [accuracy] }, ...rows]}
          scale={{ low: 0, high: 1, marks: QUARTERS }}
          format={formatShare}
        />
      )}
    </section>
  );
}
