import type { ImportOrder } from "../../api/imports";

/** Files under their names: a file chosen again replaces the earlier one. */
export function addFiles(before: readonly File[], added: Iterable<File>): File[] {
  const byName = new Map(before.map((file) => [file.name, file]));
  for (const file of added) byName.set(file.name, file);
  return [...byName.values()];
}

/** The layout that the names speak for; null when they speak for none. */
export function kindOf(files: readonly File[]): ImportOrder["kind"] | null {
  const names = files.map(({ name }) => name.toLowerCase());
  if (names.some((name) => name === "train.csv" || /_(red|green|blue|yellow)\.[a-z]+$/.test(name))) return "kaggle";
  return names.some((name) => name.endsWith(".csv")) ? "manifest" : null;
}

/** Their size in bytes, all together. */
export const totalSize = (files: readonly File[]): number => files.reduce((sum, { size }) => sum + size, 0);
