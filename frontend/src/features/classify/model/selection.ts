export interface Toggled {
  chosen: readonly string[];
  /** True when one more choice was asked for than the task allows. */
  refused: boolean;
}

/** Add or take away a choice; the order is the order of choosing. */
export function toggleChoice(chosen: readonly string[], code: string, maximum: number): Toggled {
  if (chosen.includes(code)) return { chosen: chosen.filter((other) => other !== code), refused: false };
  // With one choice allowed, another pick moves it, as people expect of a single answer.
  if (maximum === 1) return { chosen: [code], refused: false };
  if (chosen.length >= maximum) return { chosen, refused: true };
  return { chosen: [...chosen, code], refused: false };
}
