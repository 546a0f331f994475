import type { Point } from "./view";

export interface GestureHandlers {
  onPan: (by: Point) => void;
  onZoom: (factor: number, at: Point) => void;
  /** Double click or double tap. */
  onDouble: (at: Point) => void;
}

const DOUBLE_TAP_MS = 320;
const DOUBLE_TAP_PX = 28;

function middle(points: Point[]): Point {
  return {
    x: points.reduce((sum, point) => sum + point.x, 0) / points.length,
    y: points.reduce((sum, point) => sum + point.y, 0) / points.length,
  };
}

function spread([first, second]: Point[]): number {
  return first === undefined || second === undefined ? 0 : Math.hypot(first.x - second.x, first.y - second.y);
}

/** Listen to mouse, pen, touch and wheel on an element; returns what stops it. */
export function listenToGestures(element: HTMLElement, { onPan, onZoom, onDouble }: GestureHandlers): () => void {
  const pointers = new Map<number, Point>();
  let lastTap = { at: 0, x: 0, y: 0 };
  const place = (event: MouseEvent): Point => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    const at = place(event);
    pointers.set(event.pointerId, at);
    if (pointers.size > 1) return;
    const near = Math.hypot(at.x - lastTap.x, at.y - lastTap.y) < DOUBLE_TAP_PX;
    const isDouble = near && event.timeStamp - lastTap.at < DOUBLE_TAP_MS;
    lastTap = isDouble ? { at: 0, x: 0, y: 0 } : { at: event.timeStamp, ...at };
    if (isDouble) onDouble(at);
  };
  const move = (event: PointerEvent) => {
    if (!pointers.has(event.pointerId)) return;
    const before = [...pointers.values()];
    pointers.set(event.pointerId, place(event));
    const after = [...pointers.values()];
    const from = middle(before);
    const to = middle(after);
    onPan({ x: to.x - from.x, y: to.y - from.y });
    if (after.length === 2 && spread(before) > 0) onZoom(spread(after) / spread(before), to);
  };
  const up = (event: PointerEvent) => {
    pointers.delete(event.pointerId);
  };
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    // Pinching a track pad arrives as a wheel with Ctrl and small steps.
    const speed = event.ctrlKey ? 0.01 : 0.0016;
    onZoom(Math.exp(-event.deltaY * lines * speed), place(event));
  };

  element.addEventListener("pointerdown", down);
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", up);
  element.addEventListener("wheel", wheel, { passive: false });
  return () => {
    element.removeEventListener("pointerdown", down);
    element.removeEventListener("pointermove", move);
    element.removeEventListener("pointerup", up);
    element.removeEventListener("pointercancel", up);
    element.removeEventListener("wheel", wheel);
  };
}
