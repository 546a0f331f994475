import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";

import { Link } from "wouter";

import type { Project } from "../../api/types";
import { Card } from "../../ui/Card";
import { StackedBar } from "../../ui/charts/StackedBar";
import { Cover } from "../../ui/Cover";
import { formatCount } from "../../ui/format";
import { PageHeader } from "../../ui/PageHeader";
import { Prose } from "../../ui/Prose";
import { Announcements } from "../talk/Announcements";
import { ActivityChart } from "./ActivityChart";
import { CallToLabel } from "./CallToLabel";
import { Credits } from "./Credits";
import styles from "./Project.module.css";
import { ProjectFrame } from "./ProjectFrame";
import { Shortcuts } from "./Shortcuts";
import { TaskOutline } from "./TaskOutline";

/** A project's front door. */
export default function ProjectPage() {
  return (
    <ProjectFrame section="overview">
      {(project, access) => (
        <>
          <div className={styles.hero}>
            <div>
              <PageHeader title={project.title} lead={project.tagline} />
              <CallToLabel project={project} />
            </div>
            <Cover url={project.cover} className={styles.cover} />
          </div>
          <div className={styles.columns}>
            <div className={styles.main}>
              <section className={styles.section} aria-labelledby="about">
                <h2 id="about"><Trans>About</Trans></h2>
                <Prose text={project.description === "" ? project.tagline : project.description} />
              </section>
              <TaskOutline project={project} />
              {access.mayRead && <ActivityChart slug={project.slug} />}
            </div>
            <aside className={styles.side}>
              <Announcements slug={project.slug} mayPost={access.mayOwn} />
              <ProgressCard project={project} />
              {access.mayRead && <Shortcuts project={project} access={access} />}
              <Credits project={project} />
            </aside>
          </div>
        </>
      )}
    </ProjectFrame>
  );
}

function ProgressCard({ project }: { project: Project }) {
  const { t } = useLingui();
  const { subjects, open, reached, disputed, settled, classifications, volunteers } = project.progress;
  return (
    <Card className={styles.card}>
      <h2><Trans>Progress</Trans></h2>
      <StackedBar
        label={t`State of ${plural(subjects, { one: "# image", other: "# images" })}`}
        segments={[
          { key: "reached", label: t`Consensus reached`, value: reached, fill: "reached" },
          { key: "disputed", label: t`Disputed`, value: disputed, fill: "disputed" },
          ...(settled > 0 ? [{ key: "settled", label: t`Settled early`, value: settled, fill: "no" as const }] : []),
          { key: "open", label: t`Still open`, value: open, fill: "open" },
        ]}
      />
      <dl className={styles.figures}>
        <div>
          <dt><Trans>Labels given</Trans></dt>
          <dd>{formatCount(classifications)}</dd>
        </div>
        <div>
          <dt><Trans>Volunteers</Trans></dt>
          <dd>{formatCount(volunteers)}</dd>
        </div>
        <div>
          <dt><Trans>Yours</Trans></dt>
          <dd>{formatCount(project.my.classifications)}</dd>
        </div>
      </dl>
      <p>
        <Link href={`/p/${project.slug}/credits`}><Trans>All contributors</Trans></Link>
      </p>
    </Card>
  );
}
