import { describe, expect, it } from "vitest";

import { bestLanguage } from "./languages";

describe("the language", () => {
  it("is the first wish that there is a catalogue for", () => {
    expect(bestLanguage(["da", "sv-FI", "de"])).toBe("sv");
    expect(bestLanguage(["JA-jp"])).toBe("ja");
  });

  it("is English when no wish can be met", () => {
    expect(bestLanguage(["da", "fi"])).toBe("en");
    expect(bestLanguage([])).toBe("en");
  });
});
