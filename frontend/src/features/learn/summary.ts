import { i18n } from "@lingui/core";
import { plural, t } from "@lingui/core/macro";

import type { Job } from "../../api/jobs";

/** 0.6125 → "0.613", as the language writes it. */
export const formatScore = (value: number): string =>
  new Intl.NumberFormat(i18n.locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 }).format(value);

/** What came of a job that is done, in one line; empty where it did not say. */
export function summaryOf({ figures }: Job): string {
  if (figures === null) return "";
  const { fields, cells, macro_f1: macro, micro_f1: micro } = figures;
  const parts: string[] = [];
  if (macro !== undefined) parts.push(t`Macro F1 ${formatScore(macro)}`);
  if (micro !== undefined) parts.push(t`micro F1 ${formatScore(micro)}`);
  if (fields !== undefined) parts.push(plural(fields, { one: "# image", other: "# images" }));
  if (cells !== undefined) parts.push(plural(cells, { one: "# cell", other: "# cells" }));
  return parts.join(" · ");
}
