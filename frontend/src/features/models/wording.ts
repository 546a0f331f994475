import { i18n } from "@lingui/core";
import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";

import type { Judgement, Model, ModelState, Targets, Verdict } from "../../api/models";
import type { Tone } from "../../ui/Badge";

export const STATES: Record<ModelState, { name: MessageDescriptor; tone: Tone }> = {
  live: { name: msg`Live`, tone: "good" },
  candidate: { name: msg`Candidate`, tone: "accent" },
  training: { name: msg`In training`, tone: "accent" },
  retired: { name: msg`Retired`, tone: "neutral" },
  failed: { name: msg`Failed`, tone: "bad" },
};

export const TARGETS: Record<Targets, MessageDescriptor> = {
  labels: msg`Labels of experts and curators`,
  consensus: msg`The volunteers' consensus`,
};

const RECIPES: Record<string, MessageDescriptor> = {
  loccat: msg`Loc-CAT: images alone`,
  "loccat-released": msg`Loc-CAT as it was released`,
  "loccat-plus": msg`Loc-CAT+: images, taught with votes`,
  "ga-loccat": msg`GA Loc-CAT: images and votes`,
  attention: msg`Attention: images, taught with votes`,
  "attention-crowd": msg`Attention: images and votes`,
};

const VERDICTS: Record<Verdict, MessageDescriptor> = {
  first: msg`The first of its kind`,
  better: msg`Better than the live one`,
  not_better: msg`Not better than the live one`,
  classes_fall: msg`Better on the whole, but classes fall`,
  holdout_small: msg`Too few images to judge by`,
};

const STRATEGIES: Record<string, MessageDescriptor> = {
  random: msg`Random`,
  "fewest-votes": msg`Fewest votes`,
  "consensus-border": msg`Consensus near its border`,
  "posterior-entropy": msg`Most uncertain`,
  "decision-flip": msg`Decisions that could flip`,
  "error-reduction": msg`Most errors mended per vote`,
  "rare-classes": msg`Rare classes`,
  bald: msg`Networks that disagree`,
  "unsettled-bald": msg`Networks that disagree, where open`,
  "model-against-crowd": msg`Model against crowd`,
  coverage: msg`Unlike what was seen`,
};

const WAITS: Record<string, MessageDescriptor> = {
  switched_off: msg`It is switched off.`,
  refused: msg`A step was refused.`,
  job_failed: msg`A job failed or was cancelled.`,
  model_not_promoted: msg`A new model is not live: look at it, and promote it or not.`,
  features: msg`Images that have not been measured.`,
  answers: msg`More images with an answer.`,
  training: msg`A model is being trained.`,
  judgement: msg`A model answers the hold-out.`,
  predictions: msg`A model is asked about the images.`,
  retry: msg`A job failed and is tried again.`,
};

const inWords = (words: Record<string, MessageDescriptor>, key: string): string => {
  const known = words[key];
  return known === undefined ? key : i18n._(known);
};

export const recipeName = (recipe: string): string => inWords(RECIPES, recipe);
export const strategyName = (strategy: string): string => inWords(STRATEGIES, strategy);
export const waitName = (wait: string): string => inWords(WAITS, wait);
export const verdictName = ({ verdict }: Judgement): string => inWords(VERDICTS, verdict);

export const passes = ({ verdict }: Judgement): boolean => verdict === "first" || verdict === "better";

/** "Model 3", as lists and links name it. */
export const nameOf = ({ number }: Pick<Model, "number">): string => t`Model ${number}`;

/** 0.123 → "+0.123"; a real minus sign. */
export function formatGain(value: number): string {
  const told = new Intl.NumberFormat(i18n.locale, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" }).format(value);
  return told.replace("-", "−");
}

/** 0.6125 → "0.61". */
export function formatF1(value: number): string {
  return new Intl.NumberFormat(i18n.locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
}

/** 0.04321 → "0.043". */
export function formatLoss(value: number): string {
  return new Intl.NumberFormat(i18n.locale, { maximumSignificantDigits: 2 }).format(value);
}
