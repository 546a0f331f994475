import type { DraftChoice } from "../../api/build";

export interface TreeLine {
  choice: DraftChoice;
  /** Place in the list that is edited. */
  at: number;
  depth: number;
}

export const BLANK_CHOICE: DraftChoice = {
  code: "",
  name: "",
  parent: null,
  selectable: true,
  short: "",
  description: "",
  tips: "",
  confused_with: [],
};

/** The choices with each one under its parent; those whose parents are unknown or run in circles stand at the top. */
export function treeLines(choices: readonly DraftChoice[]): TreeLine[] {
  const lines: TreeLine[] = [];
  const placed = new Set<number>();
  const add = (at: number, depth: number) => {
    const choice = choices[at];
    if (choice === undefined || placed.has(at)) return;
    placed.add(at);
    lines.push({ choice, at, depth });
    choices.forEach((other, place) => {
      if (other.parent === choice.code && other.code !== choice.code) add(place, depth + 1);
    });
  };
  const codes = new Set(choices.map((choice) => choice.code));
  choices.forEach((choice, at) => {
    if (choice.parent === null || !codes.has(choice.parent)) add(at, 0);
  });
  choices.forEach((_, at) => add(at, 0));
  return lines;
}

/** Everything below a code, itself included: what it must not become a child of. */
export function withDescendants(choices: readonly DraftChoice[], code: string): Set<string> {
  const found = new Set([code]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const choice of choices) if (choice.parent !== null && found.has(choice.parent)) found.add(choice.code);
  }
  return found;
}

/** The smallest unused code after the largest number there is. */
export function freshCode(choices: readonly DraftChoice[]): string {
  const numbers = choices.map((choice) => Number.parseInt(choice.code, 10)).filter(Number.isFinite);
  return String(Math.max(0, ...numbers) + 1);
}

/** Change one choice; a changed code is followed by all that name it. */
export function changeChoice(choices: readonly DraftChoice[], at: number, changes: Partial<DraftChoice>): DraftChoice[] {
  const before = choices[at]?.code;
  const { code } = changes;
  const follow = (other: string) => (code !== undefined && other === before ? code : other);
  return choices.map((choice, place) => ({
    ...choice,
    parent: choice.parent === null ? null : follow(choice.parent),
    confused_with: choice.confused_with.map(follow),
    ...(place === at ? changes : {}),
  }));
}

/** Take a choice away; what stood under it moves up to where it stood. */
export function removeChoice(choices: readonly DraftChoice[], at: number): DraftChoice[] {
  const gone = choices[at];
  if (gone === undefined) return [...choices];
  return choices
    .filter((_, place) => place !== at)
    .map((choice) => ({
      ...choice,
      parent: choice.parent === gone.code ? gone.parent : choice.parent,
      confused_with: choice.confused_with.filter((code) => code !== gone.code),
    }));
}
