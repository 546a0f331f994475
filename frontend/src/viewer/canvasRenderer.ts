import type { Layer } from "./layers";
import { rampTexels } from "./palettes";
import { fitCanvas } from "./renderer";
import type { Look, Renderer, Scene } from "./renderer";
import { tileUrl } from "./tiles";
import type { Rect } from "./tiles";
import { matrixOf } from "./view";

interface Plane {
  width: number;
  height: number;
  values: Uint8Array;
}

/** The shown brightness of each of the 256 stored values, times 255. */
export function brightnessTable({ low, high, gamma }: Pick<Layer, "low" | "high" | "gamma">): Float32Array {
  const range = Math.max(high - low, 1e-4);
  return Float32Array.from({ length: 256 }, (_, value) => 255 * Math.min(1, Math.max(0, (value / 255 - low) / range)) ** gamma);
}

/** What each of the 256 stored values adds to red, green and blue. */
function colourTable(layer: Layer): Float32Array {
  const brightness = brightnessTable(layer);
  const ramp = layer.ramp ? rampTexels() : null;
  const table = new Float32Array(3 * 256);
  brightness.forEach((value, stored) => {
    for (const part of [0, 1, 2] as const) {
      table[3 * stored + part] = ramp === null ? value * layer.colour[part] : (ramp[4 * Math.round(value) + part] ?? 0);
    }
  });
  return table;
}

/** For browsers without WebGL2: the channels are added once per change of settings, and that picture is moved about. */
export class CanvasRenderer implements Renderer {
  readonly kind = "canvas";
  readonly #canvas: HTMLCanvasElement;
  readonly #planes = new Map<string, Plane>();
  /** Pictures of all shown layers by the address of the first. */
  readonly #composites = new Map<string, HTMLCanvasElement>();
  #composedFor = "";

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  has(url: string): boolean {
    return this.#planes.has(url);
  }

  add(url: string, bitmap: ImageBitmap): void {
    const { width, height } = bitmap;
    const reader = document.createElement("canvas");
    reader.width = width;
    reader.height = height;
    const context = reader.getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("This browser cannot draw images.");
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    const pixels = context.getImageData(0, 0, width, height).data;
    const values = Uint8Array.from({ length: width * height }, (_, at) => pixels[4 * at] ?? 0);
    this.#planes.set(url, { width, height, values });
  }

  keep(urls: ReadonlySet<string>): void {
    for (const url of this.#planes.keys()) if (!urls.has(url)) this.#planes.delete(url);
    for (const url of this.#composites.keys()) if (!urls.has(url)) this.#composites.delete(url);
  }

  clear(): void {
    this.#canvas.getContext("2d")?.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  draw(scene: Scene): void {
    fitCanvas(this.#canvas, scene.window, scene.pixelRatio);
    const context = this.#canvas.getContext("2d");
    if (context === null) return;
    this.clear();
    context.imageSmoothingQuality = "high";
    const shown = scene.layers.filter((layer) => layer.on && this.#planes.has(layer.url));
    for (const look of scene.looks) {
      context.save();
      context.scale(scene.pixelRatio, scene.pixelRatio);
      if (look.circle !== null) {
        const { centre, radius } = look.circle;
        context.beginPath();
        context.arc(centre.x, centre.y, radius, 0, 2 * Math.PI);
        context.clip();
        context.fillRect(0, 0, scene.window.width, scene.window.height);
      }
      if (shown.length > 0) this.#drawLook(context, scene, look, shown);
      context.restore();
    }
  }

  dispose(): void {
    this.#planes.clear();
    this.#composites.clear();
  }

  #drawLook(context: CanvasRenderingContext2D, { window, image }: Scene, { view, tiles }: Look, layers: readonly Layer[]): void {
    const [a, b, c, d] = matrixOf(view).map((entry) => entry * view.scale) as [number, number, number, number];
    context.translate(window.width / 2, window.height / 2);
    // The canvas takes the matrix column by column.
    context.transform(a, c, b, d, 0, 0);
    context.translate(-view.centre.x, -view.centre.y);
    const put = (urls: readonly string[], { x, y, width, height }: Rect) => {
      const composite = this.#composite(layers, urls);
      if (composite !== null) context.drawImage(composite, x, y, width, height);
    };
    put(layers.map((layer) => layer.url), { x: 0, y: 0, ...image });
    for (const tile of tiles) put(layers.map((layer) => tileUrl(layer.url, tile)), tile.rect);
  }

  #composite(layers: readonly Layer[], urls: readonly string[]): HTMLCanvasElement | null {
    const wanted = JSON.stringify(layers);
    if (wanted !== this.#composedFor) this.#composites.clear();
    this.#composedFor = wanted;
    const [name = ""] = urls;
    const found = this.#composites.get(name);
    if (found !== undefined) return found;
    const first = this.#planes.get(name);
    const composite = document.createElement("canvas");
    const context = composite.getContext("2d");
    if (first === undefined || context === null) return null;
    composite.width = first.width;
    composite.height = first.height;
    const picture = context.createImageData(first.width, first.height);
    const { data } = picture;
    for (let at = 3; at < data.length; at += 4) data[at] = 255;
    layers.forEach((layer, at) => this.#addLayer(data, layer, urls[at] ?? ""));
    context.putImageData(picture, 0, 0);
    this.#composites.set(name, composite);
    return composite;
  }

  /** Values over 255 are cut off by the clamped array, as they are by the shader. */
  #addLayer(data: Uint8ClampedArray, layer: Layer, url: string): void {
    const table = colourTable(layer);
    const values = this.#planes.get(url)?.values ?? new Uint8Array();
    for (let at = 0, to = 0; at < values.length; at += 1, to += 4) {
      const from = 3 * (values[at] ?? 0);
      data[to] = (data[to] ?? 0) + (table[from] ?? 0);
      data[to + 1] = (data[to + 1] ?? 0) + (table[from + 1] ?? 0);
      data[to + 2] = (data[to + 2] ?? 0) + (table[from + 2] ?? 0);
    }
  }
}
