/** Where the viewer looks: pure arithmetic, all lengths in CSS pixels unless they say image pixels. */

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface View {
  /** CSS pixels per image pixel. */
  scale: number;
  /** The image point, in image pixels, at the middle of the window. */
  centre: Point;
  /** Quarter turns clockwise, 0 to 3; they come after the flip. */
  turns: number;
  /** Left and right are exchanged. */
  flipped: boolean;
}

/** Rows of the 2 x 2 matrix from image offsets to window offsets at scale 1: x = a dx + b dy, y = c dx + d dy. */
export type Matrix = readonly [a: number, b: number, c: number, d: number];

const QUARTERS: readonly Matrix[] = [
  [1, 0, 0, 1],
  [0, -1, 1, 0],
  [-1, 0, 0, -1],
  [0, 1, -1, 0],
];
/** At most this many device pixels for one pixel of the original. */
const CLOSEST = 8;

/** How the view turns and flips; its inverse is its transpose. */
export function matrixOf({ turns, flipped }: Pick<View, "turns" | "flipped">): Matrix {
  const [a, b, c, d] = QUARTERS[turns] ?? [1, 0, 0, 1];
  return flipped ? [-a, b, -c, d] : [a, b, c, d];
}

function toWindow(view: View, { x, y }: Point): Point {
  const [a, b, c, d] = matrixOf(view);
  return { x: a * x + b * y, y: c * x + d * y };
}

function toImage(view: View, { x, y }: Point): Point {
  const [a, b, c, d] = matrixOf(view);
  return { x: a * x + c * y, y: b * x + d * y };
}

/** A size as it lies in the window, or a window as it lies on the image: quarter turns exchange the sides. */
export function turned({ width, height }: Size, { turns }: Pick<View, "turns">): Size {
  return turns % 2 === 1 ? { width: height, height: width } : { width, height };
}

/** The largest scale at which the whole image is in the window. */
export function fitScale(window: Size, image: Size, turns = 0): number {
  const lying = turned(image, { turns });
  return Math.min(window.width / lying.width, window.height / lying.height);
}

/** The view that shows the whole image in the middle; turned and flipped as `like`, upright without it. */
export function fitView(window: Size, image: Size, like: Pick<View, "turns" | "flipped"> = { turns: 0, flipped: false }): View {
  const { turns, flipped } = like;
  return { scale: fitScale(window, image, turns), centre: { x: image.width / 2, y: image.height / 2 }, turns, flipped };
}

function clampAxis(centre: number, image: number, seen: number): number {
  if (seen >= image) return image / 2;
  return Math.min(image - seen / 2, Math.max(seen / 2, centre));
}

/**
 * Keep the scale between whole image and closest, and the window filled where the image is larger than it. At the scale
 * `oneToOne` a pixel of the original covers a device pixel.
 */
export function clampView(view: View, window: Size, image: Size, oneToOne: number): View {
  const least = Math.min(fitScale(window, image, view.turns), oneToOne);
  const most = Math.max(CLOSEST * oneToOne, least);
  const scale = Math.min(most, Math.max(least, view.scale));
  const lying = turned(window, view);
  return {
    ...view,
    scale,
    centre: {
      x: clampAxis(view.centre.x, image.width, lying.width / scale),
      y: clampAxis(view.centre.y, image.height, lying.height / scale),
    },
  };
}

/** The image point, in image pixels, under a point of the window (from its top left corner). */
export function imagePoint(view: View, window: Size, at: Point): Point {
  const offset = toImage(view, { x: at.x - window.width / 2, y: at.y - window.height / 2 });
  return { x: view.centre.x + offset.x / view.scale, y: view.centre.y + offset.y / view.scale };
}

/** The point of the window over an image point; the inverse of `imagePoint`. */
export function windowPoint(view: View, window: Size, point: Point): Point {
  const offset = toWindow(view, { x: point.x - view.centre.x, y: point.y - view.centre.y });
  return { x: window.width / 2 + offset.x * view.scale, y: window.height / 2 + offset.y * view.scale };
}

/** The view at another scale that shows the image point `point` at `at` in the window. Not clamped. */
export function viewWith(view: View, window: Size, point: Point, at: Point, scale: number): View {
  const offset = toImage(view, { x: at.x - window.width / 2, y: at.y - window.height / 2 });
  return { ...view, scale, centre: { x: point.x - offset.x / scale, y: point.y - offset.y / scale } };
}

/** Zoom by a factor while the image point under `at` stays where it is. Not clamped. */
export function zoomAround(view: View, window: Size, at: Point, factor: number): View {
  return viewWith(view, window, imagePoint(view, window, at), at, view.scale * factor);
}

/** Move the image by a distance in the window. Not clamped. */
export function pan(view: View, by: Point): View {
  const offset = toImage(view, by);
  return { ...view, centre: { x: view.centre.x - offset.x / view.scale, y: view.centre.y - offset.y / view.scale } };
}

/** Turn by quarters, clockwise, around the image point at the middle of the window. Not clamped. */
export function turn(view: View, quarters: number): View {
  return { ...view, turns: (((view.turns + quarters) % 4) + 4) % 4 };
}

/** Exchange what is left and right on the screen, whatever the turn. */
export function flip(view: View): View {
  return { ...view, turns: (4 - view.turns) % 4, flipped: !view.flipped };
}

/** True when the whole image is in view. */
export function isFitted(view: View, window: Size, image: Size): boolean {
  return view.scale <= fitScale(window, image, view.turns) * 1.001;
}

export interface ScaleBar {
  micrometres: number;
  /** Length on the screen in CSS pixels. */
  length: number;
}

/** The longest bar of 1, 2 or 5 times a power of ten micrometres that is at most `longest` CSS pixels. */
export function scaleBar(micrometresPerPixel: number, scale: number, longest: number): ScaleBar {
  const limit = (longest / scale) * micrometresPerPixel;
  const power = 10 ** Math.floor(Math.log10(limit));
  const step = [5, 2, 1].find((factor) => factor * power <= limit) ?? 1;
  const micrometres = step * power;
  return { micrometres, length: (micrometres / micrometresPerPixel) * scale };
}
