/** The smallest of 1, 2, 5, 10, 20, … that is at least `value`; 1 for nothing. */
export function niceCeiling(value: number): number {
  if (value <= 1) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((factor) => factor * magnitude >= value) ?? 10;
  return step * magnitude;
}

/** Whole-number marks from 0 up to the first one at or above `most`, about `count` of them. */
export function wholeTicks(most: number, count = 4): number[] {
  const step = niceCeiling(most / count);
  const ticks = [0];
  for (let tick = step; (ticks.at(-1) ?? 0) < most; tick += step) ticks.push(tick);
  return ticks.length > 1 ? ticks : [0, step];
}

/** How many decades below 1 a logarithmic axis must reach to show `values`, between 3 and 6. */
export function decadesFor(values: readonly number[]): number {
  const smallest = Math.min(1, ...values);
  return Math.min(6, Math.max(3, Math.ceil(-Math.log10(Math.max(smallest, 1e-300)) - 1e-9)));
}

/** Place of `p` on an axis from 1 (0) down to 10^-decades (1); smaller values stay at the end. */
export function logPosition(p: number, decades: number): number {
  if (p <= 0) return 1;
  return Math.min(1, Math.max(0, -Math.log10(p) / decades));
}

const DAY_MS = 86_400_000;

/** One row for every day from the first to the last, so that quiet days leave a gap; at most the last `limit`. */
export function fillDays<Row extends { day: string }>(
  rows: readonly Row[],
  empty: (day: string) => Row,
  limit = 60,
): Row[] {
  const byDay = new Map(rows.map((row) => [row.day, row]));
  const days = [...byDay.keys()].sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const filled: Row[] = [];
  for (let time = Date.parse(first); time <= Date.parse(last); time += DAY_MS) {
    const day = new Date(time).toISOString().slice(0, 10);
    filled.push(byDay.get(day) ?? empty(day));
  }
  return filled.slice(-limit);
}

/** One row for every whole number from 0 to the largest, so that gaps show. */
export function fillWhole(rows: readonly { at: number; value: number }[]): { at: number; value: number }[] {
  const values = new Map(rows.map(({ at, value }) => [at, value]));
  const last = Math.max(-1, ...values.keys());
  return Array.from({ length: last + 1 }, (_, at) => ({ at, value: values.get(at) ?? 0 }));
}

/** A scale of differences around 0 that shows `ends` whole: five marks, the outer ones at a multiple of 0.1 up to 1. */
export function differenceScale(ends: readonly number[]): { low: number; high: number; marks: number[] } {
  const reach = Math.max(0, ...ends.map(Math.abs));
  const end = Math.min(10, Math.max(1, Math.ceil(reach * 10 - 1e-9))) / 10;
  return { low: -end, high: end, marks: [-end, -end / 2, 0, end / 2, end] };
}
