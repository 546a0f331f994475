import { describe, expect, it } from "vitest";

import type { Task } from "../../../api/types";
import { assignKeys, filterSections, readKey, RESERVED } from "./accelerators";

function task(groups: Record<string, string[]>): Task {
  return {
    id: "task",
    kind: "choose_many",
    question: "Where?",
    maximum_choices: 5,
    minimum_votes: 12,
    maximum_votes: 40,
    p_reached: 0.01,
    p_open: 0.1,
    empty_allowed: false,
    groups: Object.keys(groups).filter(Boolean).map((code) => ({ code, name: code, parent: null })),
    choices: Object.entries(groups).flatMap(([group, names]) =>
      names.map((name) => ({ code: name, name, short: `short of ${name}`, description: "", tips: "", confused_with: [], group: group === "" ? null : group })),
    ),
  };
}

const keysOf = (sections: ReturnType<typeof assignKeys>) => sections.flatMap((section) => section.choices.map(({ keys }) => keys));

describe("keys of choices", () => {
  it("are the group's letter and a number, the letter alone for a group of one", () => {
    const sections = assignKeys(task({ Nucleus: ["Nucleoplasm", "Whole"], Negative: ["Negative"], Rest: ["x", "y"] }));
    expect(keysOf(sections)).toEqual(["a1", "a2", "b", "d1", "d2"]);
    expect(sections.map((section) => section.selfNamed)).toEqual([false, true, false]);
  });

  it("never take a letter that acts on the page, and never repeat", () => {
    const groups = Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`group ${at}`, ["a", "b"].map((part) => `${at} ${part}`)]));
    const keys = keysOf(assignKeys(task(groups)));
    const given = keys.filter((each) => each !== null);
    expect(new Set(given).size).toBe(given.length);
    expect(given.some((each) => (RESERVED as readonly string[]).includes(each[0] ?? ""))).toBe(false);
    expect(given).toHaveLength(2 * (26 - RESERVED.length));
    expect(keys.at(-1)).toBeNull();
  });

  it("are single letters in a task without groups", () => {
    expect(keysOf(assignKeys(task({ "": ["yes", "no", "maybe"] })))).toEqual(["a", "b", "d"]);
  });

  it("reach every one of 29 choices in 11 groups", () => {
    const sizes = [2, 3, 3, 1, 4, 5, 2, 3, 3, 1, 2];
    const groups = Object.fromEntries(sizes.map((size, group) => [`g${group}`, Array.from({ length: size }, (_, at) => `g${group}c${at}`)]));
    const keys = keysOf(assignKeys(task(groups)));
    expect(keys).toHaveLength(29);
    expect(keys).not.toContain(null);
  });
});

describe("pressed keys", () => {
  const sections = assignKeys(task({ One: ["p1", "p2"], Two: ["q"], Three: ["r1"] }));

  it("choose at once where one key is enough", () => {
    expect(readKey(sections, null, "b")).toEqual({ kind: "choice", code: "q" });
  });

  it("wait for the number after a group's letter", () => {
    expect(readKey(sections, null, "a")).toEqual({ kind: "pending", letter: "a" });
    expect(readKey(sections, "a", "2")).toEqual({ kind: "choice", code: "p2" });
    expect(readKey(sections, "a", "7")).toEqual({ kind: "none" });
  });

  it("start again with another letter", () => {
    expect(readKey(sections, "b", "a")).toEqual({ kind: "pending", letter: "a" });
    expect(readKey(sections, null, "Shift")).toEqual({ kind: "none" });
  });
});

describe("the filter", () => {
  const sections = assignKeys(task({ Nucleus: ["Nucleoplasm", "Rim"], Edge: ["Plasma membrane"] }));

  it("finds every word in name, hint or group, whatever the case", () => {
    const names = (filter: string) => filterSections(sections, filter).flatMap((section) => section.choices.map(({ choice }) => choice.name));
    expect(names("PLASM")).toEqual(["Nucleoplasm", "Plasma membrane"]);
    expect(names("nucleus rim")).toEqual(["Rim"]);
    expect(names("")).toHaveLength(3);
    expect(names("nothing")).toEqual([]);
  });
});
