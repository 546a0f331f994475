import { describe, expect, it } from "vitest";

import { finds, highlight, wordsOf } from "./search";

describe("the search", () => {
  it("takes no notice of case and accents, on either side", () => {
    expect(finds(wordsOf("reticulum"), ["Réticulum endoplasmique"])).toBe(true);
    expect(finds(wordsOf("MIKROTUBULÄR"), ["mikrotubular"])).toBe(true);
  });

  it("wants every word, in any of the texts", () => {
    expect(finds(wordsOf("rim 122"), ["Nucleoli rim", "122"])).toBe(true);
    expect(finds(wordsOf("rim 123"), ["Nucleoli rim", "122"])).toBe(false);
    expect(finds(wordsOf("  "), ["anything"])).toBe(true);
  });

  it("marks what was found where it stands, accents kept", () => {
    expect(highlight("Réticulum", wordsOf("ret"))).toEqual([
      { text: "Rét", hit: true },
      { text: "iculum", hit: false },
    ]);
    expect(highlight("Nucleoli rim", wordsOf("rim nu"))).toEqual([
      { text: "Nu", hit: true },
      { text: "cleoli ", hit: false },
      { text: "rim", hit: true },
    ]);
    expect(highlight("ababa", wordsOf("aba"))).toEqual([{ text: "ababa", hit: true }]);
    expect(highlight("Cytosol", [])).toEqual([{ text: "Cytosol", hit: false }]);
  });
});
