import { i18n } from "@lingui/core";

/** Dates without a region would put the month first in English; the app writes as in Britain. */
const regionOf = (locale: string): string => (locale === "en" || locale === "" ? "en-GB" : locale);

/** One formatter per language, made when it is first needed. */
function perLanguage<F>(make: (locale: string) => F): () => F {
  const made = new Map<string, F>();
  return () => {
    const locale = regionOf(i18n.locale);
    const known = made.get(locale) ?? make(locale);
    made.set(locale, known);
    return known;
  };
}

const DAY: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", timeZone: "UTC" };
const wholes = perLanguage((locale) => new Intl.NumberFormat(locale));
const tenths = perLanguage((locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }));
const roughly = perLanguage((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }));
const twoFigures = perLanguage((locale) => new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }));
const percents = perLanguage((locale) => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }));
const dates = perLanguage((locale) => new Intl.DateTimeFormat(locale, { ...DAY, year: "numeric" }));
const days = perLanguage((locale) => new Intl.DateTimeFormat(locale, DAY));
const times = perLanguage((locale) => new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: "UTC" }));
const moments = perLanguage(
  (locale) => new Intl.DateTimeFormat(locale, { ...DAY, year: "numeric", hour: "2-digit", minute: "2-digit" }),
);

/** 12345 → "12,345", as the language writes it. */
export const formatCount = (value: number): string => wholes().format(value);

/** 6.25 → "6.3", 6 → "6". */
export const formatRoughly = (value: number): string => roughly().format(value);

/** A share from 0 to 1 as per cent; never rounded up to all or down to nothing. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.01) return `<${percents().format(0.01)}`;
  if (share > 0.99 && share < 1) return percents().format(0.99);
  return percents().format(share);
}

/** "1 subject", "3 subjects". */
export function countOf(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

/** A moment as its day in UTC. */
export const formatDate = (iso: string): string => dates().format(new Date(iso));

/** A day without its year. */
export const formatDay = (iso: string): string => days().format(new Date(iso));

/** A moment to the minute, in UTC. */
export const formatMoment = (iso: string): string => `${moments().format(new Date(iso))} UTC`;

/** The time of a moment in UTC, to the minute. */
export const formatTime = (iso: string): string => times().format(new Date(iso));

/** 4200 → "4.2 s", 95000 → "1 min 35 s". */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds < 10 ? tenths().format(seconds) : Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** 2500 → "2.5 kB"; decimal units, as file managers show them. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : tenths().format(value)} ${units[power] ?? "B"}`;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Two significant figures; a power of ten below 0.001: 0.0000021 → "2.1 × 10⁻⁶". */
export function formatP(p: number): string {
  if (p >= 0.995) return "1";
  if (p >= 0.001) return twoFigures().format(p);
  if (p < 1e-99) return "< 10⁻⁹⁹";
  const [figures = "", exponent = ""] = p.toExponential(1).split("e-");
  return `${tenths().format(Number(figures))} × 10⁻${exponent.replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? digit)}`;
}
