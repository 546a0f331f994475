const WHOLE = new Intl.NumberFormat("en-GB");
const PERCENT = new Intl.NumberFormat("en-GB", { style: "percent", maximumFractionDigits: 0 });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const MOMENT = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});

/** 12345 → "12,345". */
export const formatCount = (value: number): string => WHOLE.format(value);

/** A share from 0 to 1 as per cent; never rounded up to all or down to nothing. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.01) return "<1%";
  if (share > 0.99 && share < 1) return "99%";
  return PERCENT.format(share);
}

/** "1 subject", "3 subjects". */
export function countOf(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

/** A moment as its day in UTC. */
export const formatDate = (iso: string): string => DATE.format(new Date(iso));

/** A day without its year. */
export const formatDay = (iso: string): string => DAY.format(new Date(iso));

/** A moment to the minute, in UTC. */
export const formatMoment = (iso: string): string => `${MOMENT.format(new Date(iso))} UTC`;

/** 4200 → "4.2 s", 95000 → "1 min 35 s". */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** 2500 → "2.5 kB"; decimal units, as file managers show them. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power] ?? "B"}`;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Two significant figures; a power of ten below 0.001: 0.0000021 → "2.1 × 10⁻⁶". */
export function formatP(p: number): string {
  if (p >= 0.995) return "1";
  if (p >= 0.001) return String(Number(p.toPrecision(2)));
  if (p < 1e-99) return "< 10⁻⁹⁹";
  const [figures = "", exponent = ""] = p.toExponential(1).split("e-");
  return `${figures} × 10⁻${exponent.replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? digit)}`;
}
