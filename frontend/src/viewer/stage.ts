import { createRenderer } from "./createRenderer";
import { listenToGestures } from "./gestures";
import type { Layer } from "./layers";
import { ImageError, ImageLoader } from "./loader";
import type { Renderer } from "./renderer";
import { clampView, fitView, isFitted, pan, zoomAround } from "./view";
import type { Point, Size, View } from "./view";

export interface StageImage {
  /** Names the subject; another key is another image. */
  key: string;
  size: Size;
  urls: readonly string[];
}

export interface StageState {
  status: "loading" | "drawn" | "failed";
  error: ImageError | null;
  view: View;
  window: Size;
  fitted: boolean;
}

const NOTHING: StageImage = { key: "", size: { width: 1, height: 1 }, urls: [] };
const DOUBLE_TAP_ZOOM = 2.5;

/** The picture on one canvas: loads, draws, zooms, survives a lost graphics context. React only mirrors its state. */
export class Stage {
  readonly #canvas: HTMLCanvasElement;
  readonly #renderer: Renderer;
  readonly #loader: ImageLoader;
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
    const window = { width: surface.clientWidth, height: surface.clientHeight };
    this.#state = { status: "loading", error: null, view: fitView(window, NOTHING.size), window, fitted: true };
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
    this.#loader.keep(new Set([...image.urls, ...upcoming.flat()]));
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

  fit(): void {
    this.#look(fitView(this.#state.window, this.#image.size));
  }

  /** One image pixel on one device pixel. */
  actualSize(): void {
    this.zoomBy(1 / devicePixelRatio / this.#state.view.scale);
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
    const { fitted, view } = this.#state;
    this.#update({ window });
    this.#look(fitted ? fitView(window, this.#image.size) : view);
    this.#draw();
  }

  #look(view: View): void {
    const { window } = this.#state;
    const clamped = clampView(view, window, this.#image.size, devicePixelRatio);
    this.#update({ view: clamped, fitted: isFitted(clamped, window, this.#image.size) });
    this.#redraw();
  }

  #redraw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    const { status, view, window } = this.#state;
    if (status !== "drawn") return;
    this.#renderer.draw({ layers: this.#layers, image: this.#image.size, view, window, pixelRatio: devicePixelRatio });
    this.#canvas.dataset.renderer = this.#renderer.kind;
  }

  #update(change: Partial<StageState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
