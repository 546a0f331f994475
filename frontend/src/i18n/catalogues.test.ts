import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { LANGUAGES } from "./languages";

interface Entry {
  id: string;
  text: string;
  fuzzy: boolean;
}

const quoted = (lines: string) => [...lines.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, part = ""]) => part).join("");

/** The entries of a gettext file, without its header and without those that are no longer used. */
function entriesOf(tag: string): Entry[] {
  const file = readFileSync(new URL(`./catalogues/${tag}.po`, import.meta.url), "utf8");
  const found = file.matchAll(/((?:^#.*\n)*)^msgid ((?:".*"\n)+)msgstr ((?:".*"(?:\n|$))+)/gm);
  return [...found]
    .map(([, comments = "", id = "", text = ""]) => ({ id: quoted(id), text: quoted(text), fuzzy: /^#,.*fuzzy/m.test(comments) }))
    .filter(({ id }) => id !== "");
}

/** The names in braces and the numbered tags of a message, sorted. */
const placesOf = (message: string) =>
  [...new Set([...message.matchAll(/\{(\w+)[,}]|<(\d+)>/g)].map(([, name, tag]) => name ?? `<${tag ?? ""}>`))].sort();

const source = entriesOf("en");

describe.each(LANGUAGES.map(({ tag }) => tag))("the catalogue %s", (tag) => {
  const entries = entriesOf(tag);

  it("holds every message of the source", () => {
    expect(entries.map(({ id }) => id)).toEqual(source.map(({ id }) => id));
    expect(entries.length).toBeGreaterThan(100);
  });

  it("leaves none untranslated or in doubt", () => {
    expect(entries.filter(({ text, fuzzy }) => text === "" || fuzzy).map(({ id }) => id)).toEqual([]);
  });

  it("keeps every place that is filled in", () => {
    const lost = entries.filter(({ id, text }) => placesOf(id).join() !== placesOf(text).join());
    expect(lost.map(({ id, text }) => `${id} → ${text}`)).toEqual([]);
  });
});
