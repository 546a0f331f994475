import { describe, expect, it } from "vitest";

import { recentAfter } from "./habits";

describe("recently used choices", () => {
  it("are the newest first, each once, five at most", () => {
    expect(recentAfter([], ["a", "b"])).toEqual(["a", "b"]);
    expect(recentAfter(["a", "b", "c"], ["c"])).toEqual(["c", "a", "b"]);
    expect(recentAfter(["a", "b", "c", "d", "e"], ["f"])).toEqual(["f", "a", "b", "c", "d"]);
  });
});
