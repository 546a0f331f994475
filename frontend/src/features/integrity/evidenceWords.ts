import { plural, t } from "@lingui/core/macro";

import type { Suspicion } from "../../api/integrity";
import { formatCount, formatDuration, formatRoughly, formatShare } from "../../ui/format";

/** One set of choices by their names: "Nucleoplasm and Cytosol". */
export function choicesInWords(codes: readonly string[], names: ReadonlyMap<string, string>): string {
  return codes.length === 0 ? t`none of the choices` : codes.map((code) => names.get(code) ?? code).join(" + ");
}

/** The evidence as a sentence or two in the reader's language; undefined where only the server's words are there. */
export function evidenceInWords(
  { kind, answers, evidence }: Pick<Suspicion, "kind" | "answers" | "evidence">,
  names: ReadonlyMap<string, string>,
): string | undefined {
  const { figures } = evidence;
  if (figures === undefined) return undefined;
  const seconds = formatDuration((figures.median_seconds ?? 0) * 1000);
  switch (kind) {
    case "constant": {
      const share = formatShare(figures.share_of_favourite ?? 0);
      const due = formatShare(figures.share_due ?? 0);
      const codes = evidence.answers?.[0]?.choices;
      if (codes === undefined) return undefined;
      const choices = choicesInWords(codes, names);
      return t`${share} of ${plural(answers, { one: "# answer", other: "# answers" })} were the same: ${choices}. Others would have given that to ${due} of these images.`;
    }
    case "guessing": {
      const usual = figures.agreement_of_others ?? 0;
      const share = formatShare(usual > 0 ? Math.max(0, (figures.agreement_beyond_chance ?? 0) / usual) : 1);
      return t`Over ${plural(answers, { one: "# answer", other: "# answers" })}, agreement with others beyond chance was ${share} of what it usually is: the answers hardly depend on the images.`;
    }
    case "regular": {
      const share = formatShare(figures.share_even ?? 0);
      return t`${share} of the times of ${plural(answers, { one: "# answer", other: "# answers" })} lie within a tenth of each other, around ${seconds}. People's times vary several times as much.`;
    }
    case "fast": {
      const share = formatShare(figures.share_under_floor ?? 0);
      return t`${share} of ${plural(answers, { one: "# answer", other: "# answers" })} came faster than anybody looks, half of them within ${seconds}. Speed alone never holds anybody back.`;
    }
    case "copying": {
      const shared = Math.round(figures.shared ?? 0);
      const matches = Math.round(figures.matches ?? 0);
      const expected = formatRoughly(figures.expected ?? 0);
      return t`On ${plural(shared, { one: "# image", other: "# images" })} that both answered, ${plural(matches, { one: "# unusual answer was", other: "# unusual answers were" })} the same as another volunteer's; at most ${expected} were expected.`;
    }
    case "devices": {
      const { accounts = 0, own_answers: own = 0, answers_of_others: others = 0 } = figures;
      const all = own + others;
      const ofThisOne = formatCount(own);
      return t`${plural(accounts, { one: "# account", other: "# accounts" })} gave ${plural(all, { one: "# answer", other: "# answers" })} on one device or more that they share, ${ofThisOne} of them this one. No image came twice. Families and classes share devices too.`;
    }
  }
}
