import { describe, expect, it } from "vitest";

import type { Choice, ChoiceGroup } from "../../api/types";
import { countChoices, outline } from "./outline";

const choice = (code: string, name: string, group: string | null): Choice => ({
  code,
  name,
  group,
  short: "",
  description: `What ${name} looks like`,
  tips: "",
  confused_with: [],
});

const groups: ChoiceGroup[] = [
  { code: "1", name: "Nuclear", parent: null },
  { code: "11", name: "Bodies", parent: "1" },
  { code: "2", name: "Cytoplasmic", parent: null },
];
const choices = [choice("101", "Nucleus", "1"), choice("112", "Many bodies", "11"), choice("201", "Cytosol", "2")];

describe("outline", () => {
  it("follows the tree", () => {
    const chapters = outline(choices, groups, "");
    expect(chapters.map(({ name }) => name)).toEqual(["Nuclear", "Cytoplasmic"]);
    expect(chapters[0]?.choices.map(({ code }) => code)).toEqual(["101"]);
    expect(chapters[0]?.chapters[0]?.choices.map(({ code }) => code)).toEqual(["112"]);
    expect(countChoices(chapters)).toBe(3);
  });

  it("keeps only what matches every word, without empty chapters", () => {
    const chapters = outline(choices, groups, "MANY bod");
    expect(chapters.map(({ name }) => name)).toEqual(["Nuclear"]);
    expect(countChoices(chapters)).toBe(1);
  });

  it("gives choices without a group a chapter of their own", () => {
    const chapters = outline([choice("1", "Yes", null)], [], "");
    expect(chapters).toHaveLength(1);
    expect(chapters[0]?.choices).toHaveLength(1);
  });
});
