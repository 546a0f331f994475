import { useMe } from "../../api/queries";
import type { Project } from "../../api/types";

export interface Access {
  /** May see votes, results and downloads. */
  mayRead: boolean;
  /** May bring images in and take subjects out. */
  mayCurate: boolean;
  /** May change the project itself, and speak for it. */
  mayOwn: boolean;
}

/** What the caller may do in a project besides labelling; the server decides again on every request. */
export function useAccess(project: Project): Access {
  const isOperator = useMe().data?.user?.is_operator ?? false;
  const { role } = project.my;
  return { mayRead: isOperator || role !== null, mayCurate: isOperator || role === "owner" || role === "curator", mayOwn: isOperator || role === "owner" };
}
