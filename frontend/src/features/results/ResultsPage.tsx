import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useSearchParams } from "wouter";

import type { Project } from "../../api/types";
import { ButtonLink } from "../../ui/Button";
import { PageHeader } from "../../ui/PageHeader";
import { Tabs } from "../../ui/Tabs";
import { ProjectFrame } from "../project/ProjectFrame";
import { Influence } from "./Influence";
import { Overview } from "./Overview";
import { Runs } from "./Runs";
import { SubjectList } from "./SubjectList";

const TABS = [
  { key: "subjects", label: msg`Subjects` },
  { key: "overview", label: msg`Overview` },
  { key: "runs", label: msg`Runs` },
  { key: "influence", label: msg`Influence` },
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
  const { t } = useLingui();
  const [parameters, setParameters] = useSearchParams();
  const view: View = TABS.find(({ key }) => key === parameters.get("view"))?.key ?? "subjects";
  const select = (next: View) => setParameters(next === "subjects" ? {} : { view: next }, { replace: true });
  const { title } = project;
  const number = project.round?.number;
  return (
    <>
      <PageHeader
        title={t`Results`}
        lead={number === undefined ? title : t`${title} · Round ${number}`}
        actions={<ButtonLink href={`/p/${project.slug}/data`}><Trans>Download the data</Trans></ButtonLink>}
      />
      <Tabs
        label={t`Results`}
        tabs={TABS.map(({ key, label }) => ({ key, label: t(label) }))}
        selected={view}
        onSelect={select}
      >
        {view === "subjects" && <SubjectList project={project} />}
        {view === "overview" && <Overview slug={project.slug} />}
        {view === "runs" && <Runs slug={project.slug} />}
        {view === "influence" && <Influence project={project} />}
      </Tabs>
    </>
  );
}
