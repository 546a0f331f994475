/** Timings that anyone can read with `performance.getEntriesByName`. */

const FIRST_IMAGE = "quorum:first-image";
const SUBMIT_TO_NEXT = "quorum:submit-to-next";

const PATIENCE_MS = 5_000;

/** Run this once the first image is drawn; after a while where none is. */
export function afterFirstImage(run: () => void): void {
  const isHere = new Promise<void>((resolve) => {
    const observer = new PerformanceObserver((seen) => {
      if (seen.getEntriesByName(FIRST_IMAGE).length === 0) return;
      observer.disconnect();
      resolve();
    });
    observer.observe({ type: "mark", buffered: true });
  });
  const isLate = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
  void Promise.race([isHere, isLate]).then(run);
}

/** When the image on the screen was drawn and when the last answer was given, in milliseconds of the page's clock. */
export class WorkClock {
  #drawnAt: number | null = null;
  #submittedAt: number | null = null;

  /** An image has been drawn for the first time. */
  drawn(): void {
    this.#drawnAt = performance.now();
    if (performance.getEntriesByName(FIRST_IMAGE).length === 0) performance.mark(FIRST_IMAGE);
    if (this.#submittedAt !== null) performance.measure(SUBMIT_TO_NEXT, { start: this.#submittedAt, end: this.#drawnAt });
    this.#submittedAt = null;
  }

  /** An answer was given: milliseconds since its image was drawn. */
  submitted(): number {
    const now = performance.now();
    const duration = this.#drawnAt === null ? 0 : now - this.#drawnAt;
    this.#submittedAt = now;
    this.#drawnAt = null;
    return duration;
  }

  /** The way back by undo is no step to a next image. */
  undone(): void {
    this.#submittedAt = null;
  }
}
