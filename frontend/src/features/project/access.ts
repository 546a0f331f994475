import { useMe } from "../../api/queries";
import type { Project, Role } from "../../api/types";

export interface Access {
  /** May see votes, results and downloads. */
  mayRead: boolean;
  /** May bring images in and take subjects out. */
  mayCurate: boolean;
  /** May call jobs off, and have them tried again. */
  mayLearn: boolean;
  /** May change the project itself, and speak for it. */
  mayOwn: boolean;
}

/** What the caller may do in a project besides labelling; the server decides again on every request. */
export function useAccess(project: Project): Access {
  const isOperator = useMe().data?.user?.is_operator ?? false;
  const { roles } = project.my;
  const may = (role: Role) => isOperator || roles.includes(role);
  return { mayRead: isOperator || roles.length > 0, mayCurate: may("curator"), mayLearn: may("scientist"), mayOwn: may("owner") };
}
