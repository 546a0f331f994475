import { imagePoint, viewWith } from "./view";
import type { Point, Size, View } from "./view";

export interface Circle {
  centre: Point;
  radius: number;
}

const MAGNIFICATION = 3;
const RADIUS_PX = 120;
const SHARE_OF_WINDOW = 0.3;
const FINGER_PX = 28;
/** A key held longer than this holds the lens; a shorter press leaves it on. */
const HELD_MS = 350;

/** A round magnifier: it follows the mouse while it is switched on, or a finger that rests on the image. */
export class Lens {
  on = false;
  #pointer: Point | null = null;
  #finger: Point | null = null;
  #pressedAt: number | null = null;

  hover(at: Point | null): void {
    this.#pointer = at;
  }

  hold(at: Point | null): void {
    this.#finger = at;
  }

  toggle(): void {
    this.on = !this.on;
  }

  press(now: number): void {
    this.toggle();
    this.#pressedAt = this.on ? now : null;
  }

  release(now: number): void {
    if (this.#pressedAt !== null && now - this.#pressedAt > HELD_MS) this.on = false;
    this.#pressedAt = null;
  }

  /** The circle in the window and what is seen in it; null without a lens. */
  through(view: View, window: Size): { circle: Circle; view: View } | null {
    if (!this.on && this.#finger === null) return null;
    const radius = Math.min(RADIUS_PX, SHARE_OF_WINDOW * Math.min(window.width, window.height));
    const under = this.#finger ?? this.#pointer ?? { x: window.width / 2, y: window.height / 2 };
    const centre = this.#finger === null ? under : besideFinger(under, radius, window);
    const magnified = viewWith(view, window, imagePoint(view, window, under), centre, view.scale * MAGNIFICATION);
    return { circle: { centre, radius }, view: magnified };
  }
}

/** Above the finger, or below it at the upper edge; never out of the window to the side. */
function besideFinger({ x, y }: Point, radius: number, window: Size): Point {
  const step = radius + FINGER_PX;
  const across = Math.min(window.width - radius, Math.max(radius, x));
  return { x: across, y: y - step - radius >= 0 ? y - step : Math.min(window.height - radius, y + step) };
}
