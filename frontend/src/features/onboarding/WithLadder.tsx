import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useParams } from "wouter";

import { ladderQuery } from "../../api/ladder";
import type { Ladder } from "../../api/ladder";
import { useMe, useProject } from "../../api/queries";
import type { Project, Task } from "../../api/types";
import { BarSlot } from "../../ui/BarSlot";
import { ErrorState } from "../../ui/ErrorState";
import { useTitle } from "../../ui/useTitle";
import { Consent } from "../classify/Consent";
import { Gate } from "../classify/Gate";
import bench from "../classify/Workbench.module.css";
import { WorkbenchSkeleton } from "../classify/WorkbenchSkeleton";

interface WithLadderProps {
  title: string;
  children: (project: Project, task: Task, ladder: Ladder) => ReactNode;
}

/** Loads what the tutorial and training need; the terms come first, as everywhere. */
export function WithLadder({ title, children }: WithLadderProps) {
  const { slug = "" } = useParams();
  const { t } = useLingui();
  useTitle(title);
  const project = useProject(slug);
  const me = useMe();
  const ladder = useQuery(ladderQuery(slug));
  if (project.isPending || me.isPending || ladder.isPending) return <WorkbenchSkeleton />;
  if (project.isError || me.isError || ladder.isError) {
    const again = () => void Promise.all([project, me, ladder].filter((query) => query.isError).map((query) => query.refetch()));
    return <ErrorState error={project.error ?? me.error ?? ladder.error} title={t`The training did not load`} onRetry={again} />;
  }
  const { my, tasks } = project.data;
  const [task] = tasks;
  if (my.why_not === "consent_required") return <Consent project={project.data} />;
  const mayPractise = my.may_label || my.why_not === "training_required";
  if (!mayPractise || me.data.volunteer === null || task === undefined) return <Gate project={project.data} />;
  return (
    <>
      <BarSlot>
        <Link href={`/p/${slug}/learn`} className={bench.project}>
          {project.data.title}
        </Link>
      </BarSlot>
      {children(project.data, task, ladder.data)}
    </>
  );
}
