import { useLingui } from "@lingui/react/macro";
import { useParams } from "wouter";

import { useMe, useProject } from "../../api/queries";
import { ErrorState } from "../../ui/ErrorState";
import { useTitle } from "../../ui/useTitle";
import { Consent } from "./Consent";
import { Gate } from "./Gate";
import { Workbench } from "./Workbench";
import { WorkbenchSkeleton } from "./WorkbenchSkeleton";

/** The labelling page of a project: what is in the way first, then the work itself. */
export default function ClassifyPage() {
  const { t } = useLingui();
  const { slug = "" } = useParams();
  const project = useProject(slug);
  const me = useMe();
  const title = project.data?.title;
  useTitle(title === undefined ? t`Label images` : t`Label: ${title}`);
  if (project.isPending || me.isPending) return <WorkbenchSkeleton />;
  if (project.isError) return <ErrorState error={project.error} onRetry={() => void project.refetch()} />;
  if (me.isError) return <ErrorState error={me.error} onRetry={() => void me.refetch()} />;
  const { my, tasks } = project.data;
  const [first, ...others] = tasks;
  if (my.why_not === "consent_required") return <Consent project={project.data} />;
  const { volunteer } = me.data;
  // Who has just finished training comes here before the project says so: led back, they would think that it failed.
  if (my.why_not === "training_required" && project.isFetching) return <WorkbenchSkeleton />;
  if (!my.may_label || volunteer === null || first === undefined) return <Gate project={project.data} />;
  return <Workbench key={`${slug} ${volunteer.id}`} project={project.data} tasks={[first, ...others]} volunteer={volunteer.id} />;
}
