/** What a person does again and again in a project, remembered on this device. */

const RECENT = "quorum.recent.v1.";
const CLOSED = "quorum.closed.v1.";
/** How many choices the row of recently used ones holds. */
export const MOST_RECENT = 5;

function read(key: string): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(stored) ? stored.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}

function write(key: string, values: readonly string[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(values));
  } catch {
    // Blocked storage: it then lasts for this page only.
  }
}

/** The codes used last, newest first, after an answer with `used`. */
export function recentAfter(recent: readonly string[], used: readonly string[]): string[] {
  return [...new Set([...used, ...recent])].slice(0, MOST_RECENT);
}

export const recentChoices = (project: string): string[] => read(RECENT + project);
export const rememberRecent = (project: string, codes: readonly string[]): void => write(RECENT + project, codes);

/** Codes of the groups that are closed. */
export const closedGroups = (project: string): string[] => read(CLOSED + project);
export const rememberClosed = (project: string, codes: readonly string[]): void => write(CLOSED + project, codes);
