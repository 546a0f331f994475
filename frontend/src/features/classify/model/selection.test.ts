import { describe, expect, it } from "vitest";

import { toggleChoice } from "./selection";

describe("choosing", () => {
  it("adds in the order of choosing and takes away again", () => {
    const first = toggleChoice([], "201", 5).chosen;
    const second = toggleChoice(first, "101", 5).chosen;
    expect(second).toEqual(["201", "101"]);
    expect(toggleChoice(second, "201", 5)).toEqual({ chosen: ["101"], refused: false });
  });

  it("refuses one more than allowed and leaves the rest as it is", () => {
    expect(toggleChoice(["1", "2"], "3", 2)).toEqual({ chosen: ["1", "2"], refused: true });
  });

  it("moves the answer where only one is allowed", () => {
    expect(toggleChoice(["1"], "2", 1)).toEqual({ chosen: ["2"], refused: false });
  });
});
