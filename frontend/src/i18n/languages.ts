import { i18n } from "@lingui/core";
import type { Messages } from "@lingui/core";

export interface Language {
  /** BCP 47. */
  tag: string;
  /** In the language itself. */
  name: string;
}

export const LANGUAGES: readonly Language[] = [
  { tag: "en", name: "English" },
  { tag: "sv", name: "Svenska" },
  { tag: "de", name: "Deutsch" },
  { tag: "fr", name: "Français" },
  { tag: "es", name: "Español" },
  { tag: "ja", name: "日本語" },
];
const STORED = "quorum.language";
const catalogues = import.meta.glob<{ messages: Messages }>("./catalogues/*.po");

/** The first of the wanted languages that there is a catalogue for, region or not; English for none. */
export function bestLanguage(wanted: readonly string[]): string {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split("-")[0];
    const found = LANGUAGES.find((language) => language.tag === base);
    if (found !== undefined) return found.tag;
  }
  return "en";
}

/** What was chosen on this device, here or on a page of the server's own; else what the browser asks for. */
export function wantedLanguage(): string {
  // Some browsers forget cookies of scripts within a week; the storage remembers for them.
  const chosen = languageOfCookies(document.cookie) ?? stored();
  if (chosen === null) return bestLanguage(navigator.languages);
  const language = bestLanguage([chosen]);
  keep(language);
  return language;
}

/** The language that the server's own pages are told, if it is one of ours. */
export function languageOfCookies(cookies: string): string | null {
  const tag = /(?:^|; )django_language=([^;]*)/.exec(cookies)?.[1];
  return LANGUAGES.some((language) => language.tag === tag) ? (tag ?? null) : null;
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    // Blocked storage: the browser's own wish decides.
    return null;
  }
}

function keep(tag: string): void {
  document.cookie = `django_language=${tag}; path=/; max-age=31536000; samesite=lax`;
  try {
    localStorage.setItem(STORED, tag);
  } catch {
    // Blocked storage: the choice then lasts as long as the cookie.
  }
}

/** Fetch a language's catalogue and show everything in it. */
export async function speak(tag: string): Promise<void> {
  const load = catalogues[`./catalogues/${tag}.po`];
  if (load === undefined) throw new Error(`There is no catalogue for ${tag}.`);
  const { messages } = await load();
  i18n.loadAndActivate({ locale: tag, messages });
  const { documentElement } = document;
  documentElement.lang = tag;
  documentElement.dir = new Intl.Locale(tag).maximize().script === "Arab" || tag === "he" ? "rtl" : "ltr";
}

/** Choose a language for this device, and for the server's own pages. */
export async function chooseLanguage(tag: string): Promise<void> {
  await speak(tag);
  keep(tag);
}
