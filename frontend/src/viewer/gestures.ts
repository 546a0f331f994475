import type { Point } from "./view";

export interface GestureHandlers {
  onPan: (by: Point) => void;
  onZoom: (factor: number, at: Point) => void;
  /** Double click or double tap. */
  onDouble: (at: Point) => void;
  /** A mouse or pen is over the element, or has left it. */
  onHover: (at: Point | null) => void;
  /** A finger rests on the element and moves from then on, until it is lifted. */
  onHold: (at: Point | null) => void;
}

const DOUBLE_TAP_MS = 320;
const DOUBLE_TAP_PX = 28;
const HOLD_MS = 450;
const HOLD_PX = 10;

function middle(points: Point[]): Point {
  return {
    x: points.reduce((sum, point) => sum + point.x, 0) / points.length,
    y: points.reduce((sum, point) => sum + point.y, 0) / points.length,
  };
}

function distance(first: Point, second: Point): number {
  return Math.hypot(first.x - second.x, first.y - second.y);
}

function spread([first, second]: Point[]): number {
  return first === undefined || second === undefined ? 0 : distance(first, second);
}

/** Tells a finger that rests from one that moves or taps. */
class Hold {
  active = false;
  #timer = 0;
  #from: Point = { x: 0, y: 0 };

  wait(from: Point, begin: () => void): void {
    this.#from = from;
    this.#timer = window.setTimeout(() => {
      this.active = true;
      begin();
    }, HOLD_MS);
  }

  move(to: Point): void {
    if (distance(this.#from, to) > HOLD_PX) window.clearTimeout(this.#timer);
  }

  end(): boolean {
    window.clearTimeout(this.#timer);
    const was = this.active;
    this.active = false;
    return was;
  }
}

/** Listen to mouse, pen, touch and wheel on an element; returns what stops it. */
export function listenToGestures(element: HTMLElement, handlers: GestureHandlers): () => void {
  const { onPan, onZoom, onDouble, onHover, onHold } = handlers;
  const listening = new AbortController();
  const pointers = new Map<number, Point>();
  const hold = new Hold();
  let lastTap = { at: 0, x: 0, y: 0 };
  const place = (event: MouseEvent): Point => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const endHold = () => hold.end() && onHold(null);

  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    const at = place(event);
    pointers.set(event.pointerId, at);
    endHold();
    if (pointers.size > 1) return;
    if (event.pointerType === "touch") hold.wait(at, () => onHold(at));
    const isDouble = distance(at, lastTap) < DOUBLE_TAP_PX && event.timeStamp - lastTap.at < DOUBLE_TAP_MS;
    lastTap = isDouble ? { at: 0, x: 0, y: 0 } : { at: event.timeStamp, ...at };
    if (isDouble) onDouble(at);
  };
  const move = (event: PointerEvent) => {
    const at = place(event);
    if (event.pointerType !== "touch") onHover(at);
    if (!pointers.has(event.pointerId)) return;
    const before = [...pointers.values()];
    pointers.set(event.pointerId, at);
    if (hold.active) {
      onHold(at);
      return;
    }
    hold.move(at);
    const after = [...pointers.values()];
    const from = middle(before);
    const to = middle(after);
    onPan({ x: to.x - from.x, y: to.y - from.y });
    if (after.length === 2 && spread(before) > 0) onZoom(spread(after) / spread(before), to);
  };
  const up = (event: PointerEvent) => {
    pointers.delete(event.pointerId);
    endHold();
  };
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    // Pinching a track pad arrives as a wheel with Ctrl and small steps.
    const speed = event.ctrlKey ? 0.01 : 0.0016;
    onZoom(Math.exp(-event.deltaY * lines * speed), place(event));
  };

  const { signal } = listening;
  element.addEventListener("pointerdown", down, { signal });
  element.addEventListener("pointermove", move, { signal });
  element.addEventListener("pointerup", up, { signal });
  element.addEventListener("pointercancel", up, { signal });
  element.addEventListener("pointerleave", () => onHover(null), { signal });
  // A resting finger would open the browser's menu.
  element.addEventListener("contextmenu", (event) => hold.active && event.preventDefault(), { signal });
  element.addEventListener("wheel", wheel, { passive: false, signal });
  return () => {
    hold.end();
    listening.abort();
  };
}
