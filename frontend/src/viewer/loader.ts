import { histogramOf } from "./histogram";
import type { Renderer } from "./renderer";

/** An image that could not be had; `status` is 0 when the server was not reached. */
export class ImageError extends Error {
  constructor(
    readonly url: string,
    readonly status: number,
  ) {
    super(status === 0 ? "The image could not be loaded. Are you online?" : `The server answered ${status} for the image.`);
    this.name = "ImageError";
  }
}

async function download(url: string): Promise<Blob> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin" });
  } catch {
    throw new ImageError(url, 0);
  }
  if (!response.ok) throw new ImageError(url, response.status);
  return response.blob();
}

/** Downloads that began before there was a viewer to take them. */
const early = new Map<string, Promise<Blob>>();

/** Begin to download images that the next viewer shows first: its graphics keep the main thread busy as they start. */
export function downloadEarly(urls: readonly string[]): void {
  for (const url of urls) {
    if (early.has(url)) continue;
    const blob = download(url);
    early.set(url, blob);
    // Who shows the image says that it failed.
    blob.catch(() => undefined);
  }
}

/** Take a download that began early, or begin it now. */
function takeDownload(url: string): Promise<Blob> {
  const blob = early.get(url) ?? download(url);
  early.delete(url);
  return blob;
}

/** Downloads and decodes channel images off the main path and hands them to the renderer, each once. */
export class ImageLoader {
  readonly #renderer: Renderer;
  /** Compressed images stay here, so that a lost graphics context is filled again without the network. */
  readonly #blobs = new Map<string, Promise<Blob>>();
  readonly #pending = new Map<string, Promise<void>>();

  constructor(renderer: Renderer) {
    this.#renderer = renderer;
  }

  isReady(urls: readonly string[]): boolean {
    return urls.every((url) => this.#renderer.has(url));
  }

  /** Resolve when the renderer has every image; throws `ImageError`. */
  async load(urls: readonly string[]): Promise<void> {
    await Promise.all(urls.map((url) => this.#loadOne(url)));
  }

  /** Forget every image that is not named. */
  keep(urls: ReadonlySet<string>): void {
    for (const url of this.#blobs.keys()) if (!urls.has(url)) this.#blobs.delete(url);
    this.#renderer.keep(urls);
  }

  /** Forget the images that are named. */
  forget(urls: ReadonlySet<string>): void {
    this.keep(new Set([...this.#blobs.keys()].filter((url) => !urls.has(url))));
  }

  /** Count the pixels of an image, which has been asked for, by value; null when it cannot be had. */
  async histogram(url: string): Promise<Uint32Array | null> {
    try {
      return await histogramOf(await (this.#blobs.get(url) ?? download(url)));
    } catch {
      return null;
    }
  }

  #loadOne(url: string): Promise<void> {
    if (this.#renderer.has(url)) return Promise.resolve();
    let pending = this.#pending.get(url);
    if (pending === undefined) {
      pending = this.#fetchAndAdd(url).finally(() => this.#pending.delete(url));
      this.#pending.set(url, pending);
    }
    return pending;
  }

  async #fetchAndAdd(url: string): Promise<void> {
    const blob = this.#blobs.get(url) ?? takeDownload(url);
    this.#blobs.set(url, blob);
    let bitmap: ImageBitmap;
    try {
      bitmap = await createImageBitmap(await blob, { premultiplyAlpha: "none", colorSpaceConversion: "none" });
    } catch (error) {
      this.#blobs.delete(url);
      throw error instanceof ImageError ? error : new ImageError(url, 0);
    }
    // No longer wanted: it was forgotten while it was on its way.
    if (this.#blobs.has(url)) this.#renderer.add(url, bitmap);
    else bitmap.close();
  }
}
