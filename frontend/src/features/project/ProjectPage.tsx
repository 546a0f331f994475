import type { Project } from "../../api/types";
import { Card } from "../../ui/Card";
import { StackedBar } from "../../ui/charts/StackedBar";
import { Cover } from "../../ui/Cover";
import { countOf, formatCount } from "../../ui/format";
import { PageHeader } from "../../ui/PageHeader";
import { Prose } from "../../ui/Prose";
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
                <h2 id="about">About</h2>
                <Prose text={project.description === "" ? project.tagline : project.description} />
              </section>
              <TaskOutline project={project} />
              {access.mayRead && <ActivityChart slug={project.slug} />}
            </div>
            <aside className={styles.side}>
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
  const { subjects, open, reached, disputed, classifications, volunteers } = project.progress;
  return (
    <Card className={styles.card}>
      <h2>Progress</h2>
      <StackedBar
        label={`State of ${countOf(subjects, "image")}`}
        segments={[
          { key: "reached", label: "Consensus reached", value: reached, fill: "reached" },
          { key: "disputed", label: "Disputed", value: disputed, fill: "disputed" },
          { key: "open", label: "Still open", value: open, fill: "open" },
        ]}
      />
      <dl className={styles.figures}>
        <div>
          <dt>Labels given</dt>
          <dd>{formatCount(classifications)}</dd>
        </div>
        <div>
          <dt>Volunteers</dt>
          <dd>{formatCount(volunteers)}</dd>
        </div>
        <div>
          <dt>Yours</dt>
          <dd>{formatCount(project.my.classifications)}</dd>
        </div>
      </dl>
    </Card>
  );
}
