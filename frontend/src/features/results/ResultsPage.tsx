import { useSearchParams } from "wouter";

import type { Project } from "../../api/types";
import { ButtonLink } from "../../ui/Button";
import { PageHeader } from "../../ui/PageHeader";
import { Tabs } from "../../ui/Tabs";
import { ProjectFrame } from "../project/ProjectFrame";
import { Overview } from "./Overview";
import { Runs } from "./Runs";
import { SubjectList } from "./SubjectList";

const TABS = [
  { key: "subjects", label: "Subjects" },
  { key: "overview", label: "Overview" },
  { key: "runs", label: "Runs" },
] as const;

type View = (typeof TABS)[number]["key"];

/** What has come out so far: every subject, and the figures over all of them. */
export default function ResultsPage() {
  return (
    <ProjectFrame section="results" needs="mayRead">
      {(project) => <Results project={project} />}
    </ProjectFrame>
  );
}

function Results({ project }: { project: Project }) {
  const [parameters, setParameters] = useSearchParams();
  const view: View = TABS.find(({ key }) => key === parameters.get("view"))?.key ?? "subjects";
  const select = (next: View) => setParameters(next === "subjects" ? {} : { view: next }, { replace: true });
  return (
    <>
      <PageHeader
        title="Results"
        lead={project.round === null ? project.title : `${project.title} · Round ${project.round.number}`}
        actions={<ButtonLink href={`/p/${project.slug}/data`}>Download the data</ButtonLink>}
      />
      <Tabs
        label="Results"
        tabs={[...TABS]}
        selected={view}
        onSelect={select}
      >
        {view === "subjects" && <SubjectList project={project} />}
        {view === "overview" && <Overview slug={project.slug} />}
        {view === "runs" && <Runs slug={project.slug} />}
      </Tabs>
    </>
  );
}
