import { describe, expect, it } from "vitest";

import { slugOf } from "./slug";

describe("the suggested address", () => {
  it("holds letters without accents, digits and single hyphens", () => {
    expect(slugOf("  Où est la protéine? (2)")).toBe("ou-est-la-proteine-2");
    expect(slugOf("日本語")).toBe("");
    expect(slugOf("x".repeat(80))).toHaveLength(64);
  });
});
