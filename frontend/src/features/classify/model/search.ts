/** Finding words in what choices say, whatever their case and accents. */

export interface Part {
  text: string;
  /** The part was searched for. */
  hit: boolean;
}

const MARKS = /\p{M}/gu;

/** Lower case, without accents: "Réticulum" and "reticulum" are one word. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(MARKS, "").toLowerCase();
}

/** The words of a typed search, folded. */
export function wordsOf(search: string): string[] {
  return fold(search).split(/\s+/).filter((word) => word !== "");
}

/** Whether every word occurs in one of the texts. */
export function finds(words: readonly string[], texts: readonly string[]): boolean {
  const folded = fold(texts.join("\n"));
  return words.every((word) => folded.includes(word));
}

/** Cut a text into parts that were searched for and parts between them. */
export function highlight(text: string, words: readonly string[]): Part[] {
  const letters = Array.from(text);
  const hits = letters.map(() => false);
  const folded = letters.map(fold);
  const whole = folded.join("");
  // Where each letter begins in the folded text, which may be shorter or longer.
  const starts = folded.reduce<number[]>((all, letter) => [...all, (all.at(-1) ?? 0) + letter.length], [0]);
  for (const word of words) {
    for (let at = whole.indexOf(word); at >= 0; at = whole.indexOf(word, at + 1)) {
      letters.forEach((_, index) => {
        if ((starts[index] ?? 0) < at + word.length && (starts[index + 1] ?? 0) > at) hits[index] = true;
      });
    }
  }
  const parts: Part[] = [];
  letters.forEach((letter, index) => {
    const hit = hits[index] ?? false;
    const last = parts.at(-1);
    if (last?.hit === hit) last.text += letter;
    else parts.push({ text: letter, hit });
  });
  return parts;
}
