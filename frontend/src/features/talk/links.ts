/** A piece of a plain text: words, or an address that may be followed. */
export interface Piece {
  text: string;
  href: string | null;
}

const ADDRESS = /https?:\/\/[^\s<>"']+/g;
// What ends a sentence rather than an address.
const TRAILING = /[.,;:!?)\]}…]+$/;

function isSafe(address: string): boolean {
  try {
    return ["http:", "https:"].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

/** Split a text at its web addresses; everything else stays plain text, tags and scripts included. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, "");
    if (!isSafe(address)) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), href: null });
    pieces.push({ text: address, href: address });
    end = match.index + address.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), href: null });
  return pieces;
}
