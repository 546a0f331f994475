import type { Project, Task } from "../../api/types";
import { HoldNotice } from "../integrity/HoldNotice";
import { AnnouncementNotice } from "../talk/Announcements";
import { Labelling } from "./Labelling";
import { RewardChip } from "../rewards/RewardChip";
import { StatusChip } from "./StatusChip";
import { useLabellingSession } from "./useLabellingSession";
import { WorkbenchSkeleton } from "./WorkbenchSkeleton";
import { BarSlot } from "../../ui/BarSlot";
import styles from "./Workbench.module.css";
import { Link } from "wouter";

/** The page of somebody who may label: opens the session and names the project in the top bar. */
export function Workbench({ project, tasks, volunteer }: { project: Project; tasks: readonly [Task, ...Task[]]; volunteer: string }) {
  const session = useLabellingSession(project.slug, volunteer);
  return (
    <>
      <BarSlot>
        <Link href={`/p/${project.slug}`} className={styles.project}>
          <bdi>{project.title}</bdi>
        </Link>
        {session !== null && <StatusChip session={session} />}
        {session !== null && <RewardChip slug={project.slug} session={session} />}
      </BarSlot>
      <AnnouncementNotice slug={project.slug} />
      <HoldNotice slug={project.slug} />
      {session === null ? <WorkbenchSkeleton /> : <Labelling project={project} tasks={tasks} session={session} />}
    </>
  );
}
