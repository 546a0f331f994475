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
}

/** At most this many device pixels for one image pixel. */
const CLOSEST = 8;

/** The largest scale at which the whole image is in the window. */
export function fitScale(window: Size, image: Size): number {
  return Math.min(window.width / image.width, window.height / image.height);
}

/** The view that shows the whole image in the middle. */
export function fitView(window: Size, image: Size): View {
  return { scale: fitScale(window, image), centre: { x: image.width / 2, y: image.height / 2 } };
}

function clampAxis(centre: number, image: number, seen: number): number {
  if (seen >= image) return image / 2;
  return Math.min(image - seen / 2, Math.max(seen / 2, centre));
}

/** Keep the scale between whole image and closest, and the window filled where the image is larger than it. */
export function clampView(view: View, window: Size, image: Size, pixelRatio: number): View {
  const least = Math.min(fitScale(window, image), 1 / pixelRatio);
  const most = Math.max(CLOSEST / pixelRatio, least);
  const scale = Math.min(most, Math.max(least, view.scale));
  return {
    scale,
    centre: {
      x: clampAxis(view.centre.x, image.width, window.width / scale),
      y: clampAxis(view.centre.y, image.height, window.height / scale),
    },
  };
}

/** The image point, in image pixels, under a point of the window (from its top left corner). */
export function imagePoint(view: View, window: Size, at: Point): Point {
  return {
    x: view.centre.x + (at.x - window.width / 2) / view.scale,
    y: view.centre.y + (at.y - window.height / 2) / view.scale,
  };
}

/** Zoom by a factor while the image point under `at` stays where it is. Not clamped. */
export function zoomAround(view: View, window: Size, at: Point, factor: number): View {
  const fixed = imagePoint(view, window, at);
  const scale = view.scale * factor;
  return {
    scale,
    centre: {
      x: fixed.x - (at.x - window.width / 2) / scale,
      y: fixed.y - (at.y - window.height / 2) / scale,
    },
  };
}

/** Move the image by a distance in the window. Not clamped. */
export function pan(view: View, by: Point): View {
  return { scale: view.scale, centre: { x: view.centre.x - by.x / view.scale, y: view.centre.y - by.y / view.scale } };
}

/** True when the whole image is in view. */
export function isFitted(view: View, window: Size, image: Size): boolean {
  return view.scale <= fitScale(window, image) * 1.001;
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
