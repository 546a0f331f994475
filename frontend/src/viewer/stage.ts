import { createRenderer } from "./createRenderer";
import { Detail } from "./detail";
import type { DetailState } from "./detail";
import { listenToGestures } from "./gestures";
import type { Layer } from "./layers";
import { Lens } from "./lens";
import type { Circle } from "./lens";
import { ImageError, ImageLoader } from "./loader";
import type { Look, Renderer } from "./renderer";
import { levelFor, tilesIn } from "./tiles";
import type { FullImage, Rect, Tile } from "./tiles";
import { clampView, fitView, flip, imagePoint, isFitted, pan, turn, windowPoint, zoomAround } from "./view";
import type { Point, Size, View } from "./view";

export interface StageImage {
  /** Names the subject; another key is another image. */
  key: string;
  size: Size;
  urls: readonly string[];
  full: FullImage | null;
}

export interface StageState {
  status: "loading" | "drawn" | "failed";
  error: ImageError | null;
  view: View;
  window: Size;
  fitted: boolean;
  lens: Circle | null;
  lensOn: boolean;
  detail: DetailState;
}

const NOTHING: StageImage = { key: "", size: { width: 1, height: 1 }, urls: [], full: null };
const DOUBLE_TAP_ZOOM = 2.5;

/** The picture on one canvas: loads, draws, zooms, survives a lost graphics context. React only mirrors its state. */
export class Stage {
  readonly #canvas: HTMLCanvasElement;
  readonly #renderer: Renderer;
  readonly #loader: ImageLoader;
  readonly #detail: Detail;
  readonly #lens = new Lens();
  readonly #listeners = new Set<() => void>();
  readonly #stop = new AbortController();
  #image = NOTHING;
  #onDrawn: ((key: string) => void) | undefined;
  #upcoming: readonly (readonly string[])[] = [];
  #layers: readonly Layer[] = [];
  #frame = 0;
  #state: StageState;

  constructor(canvas: HTMLCanvasElement, surface: HTMLElement) {
    this.#canvas = canvas;
    this.#renderer = createRenderer(canvas);
    this.#loader = new ImageLoader(this.#renderer);
    this.#detail = new Detail(this.#loader, () => this.#redraw());
    const window = { width: surface.clientWidth, height: surface.clientHeight };
    const view = fitView(window, NOTHING.size);
    this.#state = { status: "loading", error: null, view, window, fitted: true, lens: null, lensOn: false, detail: "none" };
    this.#listen(canvas, surface);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): StageState => this.#state;

  /** Show an image, at once if it is ready; the images after it are fetched when it is drawn for the first time. */
  show(image: StageImage, upcoming: readonly (readonly string[])[], onDrawn?: (key: string) => void): void {
    this.#upcoming = upcoming;
    this.#onDrawn = onDrawn;
    if (image.key !== this.#image.key) this.#detail.reset();
    this.#loader.keep(new Set([...image.urls, ...upcoming.flat(), ...this.#detail.urls]));
    if (image.key === this.#image.key) {
      if (this.#state.status === "drawn") this.#prefetch();
      return;
    }
    this.#image = image;
    this.#update({ view: fitView(this.#state.window, image.size), fitted: true });
    if (this.#loader.isReady(image.urls)) this.#reveal();
    else void this.#load();
  }

  setLayers(layers: readonly Layer[]): void {
    this.#layers = layers;
    this.#redraw();
  }

  /** Try again after images failed to load. */
  retry(): void {
    void this.#load();
  }

  zoomBy(factor: number, at?: Point): void {
    const { view, window } = this.#state;
    this.#look(zoomAround(view, window, at ?? { x: window.width / 2, y: window.height / 2 }, factor));
  }

  panBy(by: Point): void {
    this.#look(pan(this.#state.view, by));
  }

  /** Show the whole image, turned as it is. */
  fit(): void {
    this.#look(fitView(this.#state.window, this.#image.size, this.#state.view));
  }

  /** One pixel of the original on one device pixel. */
  actualSize(): void {
    this.zoomBy(this.#oneToOne() / this.#state.view.scale);
  }

  /** Turn by quarters, clockwise. */
  turn(quarters: number): void {
    this.#lookAnew(turn(this.#state.view, quarters));
  }

  /** Exchange left and right. */
  flip(): void {
    this.#lookAnew(flip(this.#state.view));
  }

  /** Change the lens, then draw what follows. */
  lens(change: (lens: Lens) => void): void {
    change(this.#lens);
    this.#redraw();
  }

  /** The point of the image under a point of the browser's window, as shares of width and height; null outside. */
  imagePointAt(clientX: number, clientY: number): Point | null {
    const { view, window } = this.#state;
    const { width, height } = this.#image.size;
    const box = this.#canvas.getBoundingClientRect();
    const { x, y } = imagePoint(view, window, { x: clientX - box.left, y: clientY - box.top });
    return x < 0 || y < 0 || x > width || y > height ? null : { x: x / width, y: y / height };
  }

  /** Where a point of the image, as shares of width and height, is in the browser's window. */
  screenPointOf({ x, y }: Point): Point {
    const { view, window } = this.#state;
    const box = this.#canvas.getBoundingClientRect();
    const at = windowPoint(view, window, { x: x * this.#image.size.width, y: y * this.#image.size.height });
    return { x: box.left + at.x, y: box.top + at.y };
  }

  /** How often each value occurs in the plane at this address; null when it cannot be had. */
  histogram(url: string): Promise<Uint32Array | null> {
    return this.#loader.histogram(url);
  }

  dispose(): void {
    this.#stop.abort();
    cancelAnimationFrame(this.#frame);
    this.#renderer.dispose();
  }

  #listen(canvas: HTMLCanvasElement, surface: HTMLElement): void {
    const { signal } = this.#stop;
    const observer = new ResizeObserver(() => this.#resize({ width: surface.clientWidth, height: surface.clientHeight }));
    observer.observe(surface);
    const stopGestures = listenToGestures(surface, {
      onPan: (by) => this.panBy(by),
      onZoom: (factor, at) => this.zoomBy(factor, at),
      onDouble: (at) => {
        if (this.#state.fitted) this.zoomBy(DOUBLE_TAP_ZOOM, at);
        else this.fit();
      },
      onHover: (at) => this.#point(() => this.#lens.hover(at)),
      onHold: (at) => this.#point(() => this.#lens.hold(at)),
    });
    // Without preventDefault the browser never gives the context back.
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault(), { signal });
    canvas.addEventListener("webglcontextrestored", () => this.#restore(), { signal });
    const retryFailed = () => this.#state.status === "failed" && this.retry();
    window.addEventListener("online", retryFailed, { signal });
    signal.addEventListener("abort", () => {
      observer.disconnect();
      stopGestures();
    });
  }

  async #load(): Promise<void> {
    const { key, urls } = this.#image;
    this.#update({ status: "loading", error: null });
    this.#renderer.clear();
    try {
      await this.#loader.load(urls);
    } catch (error) {
      if (key === this.#image.key && !this.#stop.signal.aborted && error instanceof ImageError) {
        this.#update({ status: "failed", error });
      }
      return;
    }
    if (key === this.#image.key && !this.#stop.signal.aborted) this.#reveal();
  }

  #reveal(): void {
    const { key } = this.#image;
    this.#update({ status: "drawn", error: null });
    this.#draw();
    // The frame after the next one starts when this one is on the screen.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (key !== this.#image.key) return;
        this.#onDrawn?.(key);
        this.#prefetch();
      }),
    );
  }

  /** One image after the other, the next one first; failures show up when the image's turn comes. */
  #prefetch(): void {
    let before = Promise.resolve();
    for (const urls of this.#upcoming) before = before.then(() => this.#loader.load(urls)).catch(() => undefined);
  }

  #restore(): void {
    this.#renderer.dispose();
    void this.#load();
  }

  #resize(window: Size): void {
    if (window.width === 0 || window.height === 0) return;
    this.#update({ window });
    this.#lookAnew(this.#state.view);
    this.#draw();
  }

  /** Follow the pointer; without a lens nothing changes on the screen. */
  #point(move: () => void): void {
    move();
    if (this.#state.lens !== null || this.#through() !== null) this.#redraw();
  }

  #through() {
    return this.#lens.through(this.#state.view, this.#state.window);
  }

  #oneToOne(): number {
    const { full, size } = this.#image;
    return Math.max(1, (full?.width ?? 0) / size.width) / devicePixelRatio;
  }

  /** Look at the image in another way; what was seen as a whole stays whole. */
  #lookAnew(view: View): void {
    this.#look(this.#state.fitted ? fitView(this.#state.window, this.#image.size, view) : view);
  }

  #look(view: View): void {
    const { window } = this.#state;
    const clamped = clampView(view, window, this.#image.size, this.#oneToOne());
    this.#update({ view: clamped, fitted: isFitted(clamped, window, this.#image.size) });
    this.#redraw();
  }

  #redraw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    const { status, view, window, fitted } = this.#state;
    if (status !== "drawn") return;
    const through = this.#through();
    // A dense screen shows a fitted image softer than it could; only who zooms asks for more than a glance needs.
    const wide = fitted ? [] : this.#tiles(view, { x: 0, y: 0, ...window });
    const near = through === null ? [] : this.#tiles(through.view, boxOf(through.circle));
    this.#detail.want([...near, ...wide], this.#layers.filter((layer) => layer.on).map((layer) => layer.url));
    const looks: Look[] = [{ view, tiles: this.#detail.ready(wide), circle: null }];
    if (through !== null) looks.push({ view: through.view, tiles: this.#detail.ready(near), circle: through.circle });
    this.#renderer.draw({ layers: this.#layers, image: this.#image.size, looks, window, pixelRatio: devicePixelRatio });
    this.#canvas.dataset.renderer = this.#renderer.kind;
    this.#mirror({ lens: through?.circle ?? null, lensOn: this.#lens.on, detail: this.#detail.state });
  }

  #tiles(view: View, area: Rect): Tile[] {
    const { size, full } = this.#image;
    const level = full === null ? null : levelFor(view.scale, devicePixelRatio, size, full);
    return full === null || level === null ? [] : tilesIn(view, this.#state.window, area, size, full, level);
  }

  /** Tell of what drawing found out, if anything is new. */
  #mirror(found: Pick<StageState, "lens" | "lensOn" | "detail">): void {
    const { lens, lensOn, detail } = this.#state;
    const still = lens?.centre.x === found.lens?.centre.x && lens?.centre.y === found.lens?.centre.y && lens?.radius === found.lens?.radius;
    if (!still || lensOn !== found.lensOn || detail !== found.detail) this.#update(found);
  }

  #update(change: Partial<StageState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function boxOf({ centre, radius }: Circle): Rect {
  return { x: centre.x - radius, y: centre.y - radius, width: 2 * radius, height: 2 * radius };
}
