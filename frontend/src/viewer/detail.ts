import { ImageError } from "./loader";
import type { ImageLoader } from "./loader";
import { tileKey, tileUrl } from "./tiles";
import type { Tile } from "./tiles";

/** How the original stands: not needed or not larger, on its way, on the screen, or not to be had. */
export type DetailState = "none" | "loading" | "full" | "failed";

/** Tiles kept for when the view comes back; each is about 350 kB of graphics memory a channel. */
const KEPT = 48;
const BUSY = 503;
const RETRY_MS = 1500;
const TRIES = 4;

/** Fetches tiles one after the other, the nearest first, all shown channels of a tile at once. */
export class Detail {
  readonly #loader: ImageLoader;
  readonly #onChange: () => void;
  /** Oldest first. */
  readonly #known = new Map<string, Set<string>>();
  #wanted: readonly Tile[] = [];
  #planes: readonly string[] = [];
  #running = false;
  #failed = false;
  /** Counts the images; work for an earlier one is dropped. */
  #turn = 0;

  constructor(loader: ImageLoader, onChange: () => void) {
    this.#loader = loader;
    this.#onChange = onChange;
  }

  get state(): DetailState {
    if (this.#wanted.length === 0) return "none";
    if (this.#failed) return "failed";
    return this.ready(this.#wanted).length === this.#wanted.length ? "full" : "loading";
  }

  /** Addresses of the tiles that are kept. */
  get urls(): string[] {
    return [...this.#known.values()].flatMap((urls) => [...urls]);
  }

  /** Another image is shown. */
  reset(): void {
    this.#turn += 1;
    this.#known.clear();
    this.#wanted = [];
    this.#failed = false;
    this.#running = false;
  }

  /** Say what should be on the screen: these tiles, of the planes at these addresses. */
  want(tiles: readonly Tile[], planes: readonly string[]): void {
    this.#wanted = planes.length === 0 ? [] : tiles;
    this.#planes = planes;
    // With nothing to fetch nothing changes: who draws asks again, and would be told to draw without end.
    if (!this.#running && !this.#failed && this.#next() !== undefined) void this.#run(this.#turn);
  }

  /** Those of the tiles that can be drawn. */
  ready(tiles: readonly Tile[]): Tile[] {
    return tiles.filter((tile) => this.#loader.isReady(this.#planes.map((url) => tileUrl(url, tile))));
  }

  async #run(turn: number): Promise<void> {
    this.#running = true;
    let tries = 0;
    for (let tile = this.#next(); tile !== undefined && turn === this.#turn; tile = this.#next()) {
      try {
        await this.#loader.load(this.#remember(tile));
        tries = 0;
      } catch (error) {
        tries += 1;
        const busy = error instanceof ImageError && error.status === BUSY && tries < TRIES;
        if (turn === this.#turn) this.#failed = !busy;
        if (!busy) break;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
      if (turn === this.#turn) this.#onChange();
    }
    if (turn !== this.#turn) return;
    this.#running = false;
    this.#onChange();
  }

  #next(): Tile | undefined {
    return this.#wanted.find((tile) => !this.#loader.isReady(this.#planes.map((url) => tileUrl(url, tile))));
  }

  /** Note the tile as the newest, and let the loader forget the oldest. */
  #remember(tile: Tile): string[] {
    const key = tileKey(tile);
    const urls = this.#planes.map((url) => tileUrl(url, tile));
    const known = new Set([...(this.#known.get(key) ?? []), ...urls]);
    this.#known.delete(key);
    this.#known.set(key, known);
    const wanted = new Set(this.#wanted.map(tileKey));
    for (const [old, files] of this.#known) {
      if (this.#known.size <= KEPT) break;
      if (wanted.has(old)) continue;
      this.#known.delete(old);
      this.#loader.forget(files);
    }
    return urls;
  }
}
