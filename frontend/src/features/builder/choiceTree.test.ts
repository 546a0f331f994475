import { describe, expect, it } from "vitest";

import { BLANK_CHOICE, changeChoice, freshCode, removeChoice, treeLines, withDescendants } from "./choiceTree";

const node = (code: string, parent: string | null = null) => ({ ...BLANK_CHOICE, code, name: code, parent });
const TREE = [node("1"), node("11", "1"), node("2"), node("12", "1"), node("111", "11")];
const shape = (lines: ReturnType<typeof treeLines>) => lines.map(({ choice, depth }) => `${"-".repeat(depth)}${choice.code}`);

describe("the tree of choices", () => {
  it("stands each choice under its parent", () => {
    expect(shape(treeLines(TREE))).toEqual(["1", "-11", "--111", "-12", "2"]);
  });

  it("loses nothing to circles, unknown parents or codes used twice", () => {
    const odd = [node("a", "b"), node("b", "a"), node("c", "nowhere"), node("c"), node("")];
    expect(treeLines(odd).map(({ at }) => at).sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it("knows what is below a choice", () => {
    expect([...withDescendants(TREE, "1")].sort()).toEqual(["1", "11", "111", "12"]);
  });

  it("follows a changed code everywhere", () => {
    const alike = TREE.map((choice) => ({ ...choice, confused_with: ["11"] }));
    const changed = changeChoice(alike, 1, { code: "x" });
    expect(changed[1]?.code).toBe("x");
    expect(changed[4]?.parent).toBe("x");
    expect(changed.every((choice) => choice.confused_with[0] === "x")).toBe(true);
  });

  it("moves the children of a removed choice up", () => {
    const left = removeChoice(TREE, 1);
    expect(left.find((choice) => choice.code === "111")?.parent).toBe("1");
    expect(left).toHaveLength(4);
  });

  it("gives new choices codes that are free", () => {
    expect(freshCode(TREE)).toBe("112");
    expect(freshCode([node("abc")])).toBe("1");
  });
});
