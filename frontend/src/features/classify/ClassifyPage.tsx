import { useParams } from "wouter";

import { useProject } from "../../api/queries";
import { ErrorState } from "../../ui/ErrorState";
import { Skeleton } from "../../ui/Skeleton";

/** The labelling page of a project. */
export default function ClassifyPage() {
  const { slug = "" } = useParams();
  const project = useProject(slug);
  if (project.isPending) return <Skeleton height="100%" radius="0" />;
  if (project.isError) return <ErrorState error={project.error} onRetry={() => void project.refetch()} />;
  return <h1>{project.data.title}</h1>;
}
