import type { Layer } from "./layers";
import { fitCanvas } from "./renderer";
import type { Renderer, Scene } from "./renderer";

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

/** For browsers without WebGL2: the channels are added once per change of settings, and that picture is moved about. */
export class CanvasRenderer implements Renderer {
  readonly kind = "canvas";
  readonly #canvas: HTMLCanvasElement;
  readonly #planes = new Map<string, Plane>();
  readonly #composite = document.createElement("canvas");
  #drawnFor = "";

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
  }

  clear(): void {
    this.#canvas.getContext("2d")?.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  draw({ layers, image, view, window, pixelRatio }: Scene): void {
    fitCanvas(this.#canvas, window, pixelRatio);
    const context = this.#canvas.getContext("2d");
    if (context === null) return;
    this.clear();
    const shown = layers.filter((layer) => layer.on && this.#planes.has(layer.url));
    if (shown.length === 0) return;
    this.#compose(shown);
    context.imageSmoothingQuality = "high";
    const scale = view.scale * pixelRatio;
    context.drawImage(
      this.#composite,
      this.#canvas.width / 2 - view.centre.x * scale,
      this.#canvas.height / 2 - view.centre.y * scale,
      image.width * scale,
      image.height * scale,
    );
  }

  dispose(): void {
    this.#planes.clear();
  }

  #compose(layers: Layer[]): void {
    const wanted = JSON.stringify(layers);
    if (wanted === this.#drawnFor) return;
    const first = this.#planes.get(layers[0]?.url ?? "");
    const context = this.#composite.getContext("2d");
    if (first === undefined || context === null) return;
    this.#composite.width = first.width;
    this.#composite.height = first.height;
    const picture = context.createImageData(first.width, first.height);
    const { data } = picture;
    for (let at = 3; at < data.length; at += 4) data[at] = 255;
    for (const layer of layers) this.#addLayer(data, layer);
    context.putImageData(picture, 0, 0);
    this.#drawnFor = wanted;
  }

  /** Values over 255 are cut off by the clamped array, as they are by the shader. */
  #addLayer(data: Uint8ClampedArray, layer: Layer): void {
    const table = brightnessTable(layer);
    const [red, green, blue] = layer.colour;
    const values = this.#planes.get(layer.url)?.values ?? new Uint8Array();
    for (let at = 0, to = 0; at < values.length; at += 1, to += 4) {
      const value = table[values[at] ?? 0] ?? 0;
      data[to] = (data[to] ?? 0) + value * red;
      data[to + 1] = (data[to + 1] ?? 0) + value * green;
      data[to + 2] = (data[to + 2] ?? 0) + value * blue;
    }
  }
}
