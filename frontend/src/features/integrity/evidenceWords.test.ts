import { i18n } from "@lingui/core";
import { beforeAll, describe, expect, it } from "vitest";

import { evidenceInWords } from "./evidenceWords";

const NAMES = new Map([["101", "Nucleoplasm"]]);
const figures = { share_of_favourite: 0.5, share_due: 0.1, shared: 40, matches: 1, expected: 0.26 };

describe("the evidence in words", () => {
  beforeAll(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

  it("names choices as the project does", () => {
    const answers = [{ choices: ["101", "gone"], own: 0.5, others: 0.1 }];
    const said = evidenceInWords({ kind: "constant", answers: 60, evidence: { words: "", figures, answers } }, NAMES);
    expect(said).toBe("50% of 60 answers were the same: Nucleoplasm + gone. Others would have given that to 10% of these images.");
  });

  it("counts one as one", () => {
    const said = evidenceInWords({ kind: "copying", answers: 60, evidence: { words: "", figures } }, NAMES);
    expect(said).toBe("On 40 images that both answered, 1 unusual answer was the same as another volunteer's; at most 0.3 were expected.");
  });

  it("leaves older evidence in the server's words", () => {
    expect(evidenceInWords({ kind: "fast", answers: 60, evidence: { words: "Fast." } }, NAMES)).toBeUndefined();
  });
});
