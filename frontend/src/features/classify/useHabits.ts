import { useCallback, useState } from "react";

import { closedGroups, recentAfter, recentChoices, rememberClosed, rememberRecent } from "./model/habits";

/** The choices used last in a project, and what to call when some are used. */
export function useRecent(project: string): [readonly string[], (used: readonly string[]) => void] {
  const [recent, setRecent] = useState(() => recentChoices(project));
  const use = useCallback(
    (used: readonly string[]) =>
      setRecent((before) => {
        const after = recentAfter(before, used);
        rememberRecent(project, after);
        return after;
      }),
    [project],
  );
  return [recent, use];
}

/** The groups that are closed in a project, and how to open or close one. */
export function useClosed(project: string): [readonly string[], (code: string) => void] {
  const [closed, setClosed] = useState(() => closedGroups(project));
  const turn = useCallback(
    (code: string) =>
      setClosed((before) => {
        const after = before.includes(code) ? before.filter((other) => other !== code) : [...before, code];
        rememberClosed(project, after);
        return after;
      }),
    [project],
  );
  return [closed, turn];
}
