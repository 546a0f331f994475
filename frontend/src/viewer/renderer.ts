import type { Layer } from "./layers";
import type { Tile } from "./tiles";
import type { Point, Size, View } from "./view";

/** The scene through one view: in the whole window, or within a circle. */
export interface Look {
  view: View;
  /** Tiles that are ready, drawn over the image. */
  tiles: readonly Tile[];
  /** CSS pixels of the window. */
  circle: { centre: Point; radius: number } | null;
}

export interface Scene {
  layers: readonly Layer[];
  image: Size;
  /** Drawn one over the other. */
  looks: readonly Look[];
  /** Size of the window in CSS pixels. */
  window: Size;
  pixelRatio: number;
}

/** Draws channel images; images are known by their address. */
export interface Renderer {
  readonly kind: "webgl2" | "canvas";
  has: (url: string) => boolean;
  /** Take over a decoded image; the bitmap is closed. */
  add: (url: string, bitmap: ImageBitmap) => void;
  /** Free every image that is not named. */
  keep: (urls: ReadonlySet<string>) => void;
  draw: (scene: Scene) => void;
  clear: () => void;
  dispose: () => void;
}

/** Give the canvas as many device pixels as it covers; setting the size clears it, so only on change. */
export function fitCanvas(canvas: HTMLCanvasElement | OffscreenCanvas, window: Size, pixelRatio: number): void {
  const width = Math.max(1, Math.round(window.width * pixelRatio));
  const height = Math.max(1, Math.round(window.height * pixelRatio));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
