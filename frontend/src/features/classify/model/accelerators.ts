import type { Choice, Task } from "../../../api/types";
import { finds, wordsOf } from "./search";

/** Letters that act on the page; choices and groups never take them. */
export const RESERVED = ["c", "f", "i", "l", "o", "p", "r", "u", "v", "w", "x"] as const;
const LETTERS = Array.from("abcdefghijklmnopqrstuvwxyz").filter((letter) => !(RESERVED as readonly string[]).includes(letter));
const SECONDS = Array.from("123456789");

export interface ChoiceSection {
  /** Code of the group; empty for choices without one. */
  code: string;
  name: string;
  /** Name of the group's own parent, when it has one. */
  parent: string | null;
  /** The section's one choice says the same as its heading. */
  selfNamed: boolean;
  /** First key, null when the letters are used up. */
  letter: string | null;
  choices: { choice: Choice; keys: string | null }[];
}

/** The choices of a task in their groups, in task order. */
function sections(task: Task): Omit<ChoiceSection, "letter" | "choices">[] {
  const groups = new Map(task.groups.map((group) => [group.code, group]));
  const codes = [...new Set(task.choices.map((choice) => choice.group ?? ""))];
  return codes.map((code) => {
    const group = groups.get(code);
    const members = task.choices.filter((choice) => (choice.group ?? "") === code);
    const selfNamed = members.length === 1 && members[0]?.name === group?.name;
    return { code, name: group?.name ?? "", parent: groups.get(group?.parent ?? "")?.name ?? null, selfNamed };
  });
}

/**
 * Give every choice its keys: the letter of its group, then its number in the group ("b2"); a group of one needs the
 * letter alone, and so does each choice of a task without groups. Null where letters or digits are used up.
 */
export function assignKeys(task: Task): ChoiceSection[] {
  const letters = [...LETTERS];
  return sections(task).map((section) => {
    const members = task.choices.filter((choice) => (choice.group ?? "") === section.code);
    if (section.code === "") {
      return { ...section, letter: null, choices: members.map((choice) => ({ choice, keys: letters.shift() ?? null })) };
    }
    const letter = letters.shift() ?? null;
    const keysOf = (at: number): string | null => {
      const second = SECONDS[at];
      if (letter === null || second === undefined) return null;
      return members.length === 1 ? letter : letter + second;
    };
    return { ...section, letter, choices: members.map((choice, at) => ({ choice, keys: keysOf(at) })) };
  });
}

export type KeyOutcome = { kind: "choice"; code: string } | { kind: "pending"; letter: string } | { kind: "none" };

/** What a pressed key means, after the letter that is `pending` (or null). */
export function readKey(list: readonly ChoiceSection[], pending: string | null, key: string): KeyOutcome {
  const all = list.flatMap((section) => section.choices);
  const chosen = all.find(({ keys }) => keys !== null && keys === (pending ?? "") + key);
  if (chosen !== undefined) return { kind: "choice", code: chosen.choice.code };
  // A second letter starts again with another group.
  const opens = all.some(({ keys }) => keys !== null && keys.length === 2 && keys.startsWith(key));
  return opens && key.length === 1 ? { kind: "pending", letter: key } : { kind: "none" };
}

/** The sections left by a typed filter: every word is found in a choice's name, hint, code or group, accents aside. */
export function filterSections(list: readonly ChoiceSection[], filter: string): readonly ChoiceSection[] {
  const words = wordsOf(filter);
  if (words.length === 0) return list;
  return list
    .map((section) => ({
      ...section,
      choices: section.choices.filter(({ choice: { name, short, code } }) => finds(words, [name, short, code, section.name])),
    }))
    .filter((section) => section.choices.length > 0);
}
