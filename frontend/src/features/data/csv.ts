/** Rows of a CSV text (RFC 4180: quotes doubled inside quotes); a last row without its line end is left out. */
export function wholeRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "," || character === "\n") {
      row.push(cell);
      cell = "";
      if (character === "\n") {
        rows.push(row);
        row = [];
      }
    } else if (character !== "\r") cell += character;
  }
  return rows;
}

/** Read a CSV file only until it has `count` rows, heading included; throws `Error` when it cannot be had. */
export async function firstRows(url: string, count: number, signal: AbortSignal): Promise<string[][]> {
  const stop = new AbortController();
  const response = await fetch(url, { credentials: "same-origin", signal: AbortSignal.any([signal, stop.signal]) });
  if (!response.ok || response.body === null) throw new Error(`The server answered ${response.status}.`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    text += done ? "\n" : value;
    const rows = wholeRows(text).filter((row) => row.length > 1 || row[0] !== "");
    if (done || rows.length >= count) {
      stop.abort();
      return rows.slice(0, count);
    }
  }
}
