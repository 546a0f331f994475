import type { Choice, ChoiceGroup } from "../../api/types";
import { finds, wordsOf } from "../classify/model/search";

export interface Chapter {
  code: string;
  name: string;
  choices: Choice[];
  chapters: Chapter[];
}

const ROOT = "";

/** True when every word of `search` occurs somewhere in the choice, accents aside. */
export function matches({ code, name, short, description, tips }: Choice, search: string): boolean {
  return finds(wordsOf(search), [code, name, short, description, tips]);
}

/** The choices that match `search`, in the tree of their groups; chapters without any are left out. `loose` names those of no group. */
export function outline(choices: readonly Choice[], groups: readonly ChoiceGroup[], search: string, loose = ""): Chapter[] {
  const known = new Set(groups.map(({ code }) => code));
  const home = (code: string | null) => (code !== null && known.has(code) ? code : ROOT);
  const build = ({ code, name }: { code: string; name: string }): Chapter => ({
    code,
    name,
    choices: choices.filter((choice) => home(choice.group) === code && matches(choice, search)),
    chapters: groups
      .filter((group) => home(group.parent) === code)
      .map(build)
      .filter((chapter) => chapter.choices.length + chapter.chapters.length > 0),
  });
  const { choices: ungrouped, chapters } = build({ code: ROOT, name: "" });
  return ungrouped.length === 0 ? chapters : [{ code: ROOT, name: loose, choices: ungrouped, chapters: [] }, ...chapters];
}

/** How many choices the chapters hold, all levels together. */
export function countChoices(chapters: readonly Chapter[]): number {
  return chapters.reduce((sum, chapter) => sum + chapter.choices.length + countChoices(chapter.chapters), 0);
}
