/** Which tiles of the original a view needs. */

import { imagePoint } from "./view";
import type { Point, Size, View } from "./view";

/** The original, larger than the display image, that the server cuts into squares of `tileSize` pixels. */
export interface FullImage extends Size {
  tileSize: number;
}

/** The original as an API answer describes it; null where the answer is older than tiles. */
export function fullImage(width: number | undefined, height: number | undefined, tileSize: number | undefined): FullImage | null {
  return width === undefined || height === undefined || tileSize === undefined ? null : { width, height, tileSize };
}

export interface Rect extends Point, Size {}

export interface Tile {
  level: number;
  x: number;
  y: number;
  /** The part of the image that it covers, in image pixels. */
  rect: Rect;
}

export const tileKey = ({ level, x, y }: Pick<Tile, "level" | "x" | "y">) => `${level}/${x}/${y}`;

/** The address of a tile of the plane at `url`. */
export const tileUrl = (url: string, tile: Tile) => url.replace(/\.webp$/, `/${tileKey(tile)}.webp`);

/** Level 0 is the original, every further level half as large, rounded up. */
const levelSize = (full: Size, level: number): Size => ({
  width: Math.ceil(full.width / 2 ** level),
  height: Math.ceil(full.height / 2 ** level),
});

/** The coarsest level that has a pixel for every device pixel; null while the display image has one. */
export function levelFor(scale: number, pixelRatio: number, image: Size, full: Size): number | null {
  const long = Math.max(image.width, image.height);
  if (Math.max(full.width, full.height) <= long || scale * pixelRatio <= 1) return null;
  const perOriginal = (scale * pixelRatio * image.width) / full.width;
  let level = Math.max(0, Math.floor(-Math.log2(perOriginal)));
  const more = (at: number) => Math.max(levelSize(full, at).width, levelSize(full, at).height) > long;
  while (level > 0 && !more(level)) level -= 1;
  return level;
}

/** The tiles of a level under an area of the window, those nearest to its middle first. */
export function tilesIn(view: View, window: Size, area: Rect, image: Size, full: FullImage, level: number): Tile[] {
  const size = levelSize(full, level);
  const across = image.width / size.width;
  const down = image.height / size.height;
  const one = imagePoint(view, window, { x: area.x, y: area.y });
  const other = imagePoint(view, window, { x: area.x + area.width, y: area.y + area.height });
  const span = (from: number, to: number, step: number, length: number) => {
    const first = Math.max(0, Math.floor(Math.min(from, to) / step));
    const last = Math.min(Math.ceil(length / step - 1e-9), Math.ceil(Math.max(from, to) / step));
    return Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
  };
  const columns = span(one.x, other.x, full.tileSize * across, image.width);
  const rows = span(one.y, other.y, full.tileSize * down, image.height);
  const middle = { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
  const distance = ({ rect }: Tile) => Math.hypot(rect.x + rect.width / 2 - middle.x, rect.y + rect.height / 2 - middle.y);
  return rows
    .flatMap((y) => columns.map((x) => ({ level, x, y, rect: rectOf(x, y, full.tileSize, size, across, down) })))
    .sort((first, second) => distance(first) - distance(second));
}

function rectOf(x: number, y: number, side: number, size: Size, across: number, down: number): Rect {
  return {
    x: x * side * across,
    y: y * side * down,
    width: Math.min(side, size.width - x * side) * across,
    height: Math.min(side, size.height - y * side) * down,
  };
}
