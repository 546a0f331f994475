import { useRef, useState } from "react";
import type { PointerEvent } from "react";

import type { YesNo } from "./draft";

/** A finger on its way: what lifting it would answer once `done`, the share of the way, is 1. */
export interface Swipe {
  answer: YesNo;
  done: number;
}

interface SwipeOptions {
  enabled: boolean;
  /** The whole image is on the screen: else a finger moves it. */
  fitted: () => boolean;
  onSwipe: (answer: YesNo) => void;
}

const FAR_PX = 88;
const BEGUN_PX = 12;
/** A finger that rests first wants the lens. */
const RESTED_MS = 400;
const STEEP = 1.4;

/** Which way a finger has gone: right for yes, left for no, up for cannot tell; null for down and in between. */
export function swipeOf(x: number, y: number): Swipe | null {
  const [across, up] = [Math.abs(x), -y];
  if (across > STEEP * Math.abs(y)) return { answer: x > 0 ? "yes" : "no", done: Math.min(1, across / FAR_PX) };
  if (up > STEEP * across) return { answer: "unsure", done: Math.min(1, up / FAR_PX) };
  return null;
}

/** One finger over the image answers; a second one, a resting one, or a zoomed image means something else. */
export function useSwipe({ enabled, fitted, onSwipe }: SwipeOptions) {
  const [present, setPresent] = useState<Swipe | null>(null);
  const start = useRef<{ id: number; x: number; y: number; at: number; begun: boolean; swipe: Swipe | null } | null>(null);
  const stop = () => {
    start.current = null;
    setPresent(null);
  };
  const onPointerDown = (event: PointerEvent) => {
    const onImage = (event.target as Element).closest("[role=img]") !== null;
    if (event.pointerType !== "touch" || !enabled || !onImage || start.current !== null || !fitted()) stop();
    else start.current = { id: event.pointerId, x: event.clientX, y: event.clientY, at: event.timeStamp, begun: false, swipe: null };
  };
  const onPointerMove = (event: PointerEvent) => {
    const from = start.current;
    if (from === null || from.id !== event.pointerId) return;
    const [x, y] = [event.clientX - from.x, event.clientY - from.y];
    if (!from.begun && Math.hypot(x, y) < BEGUN_PX) return;
    if (!from.begun && event.timeStamp - from.at > RESTED_MS) stop();
    else {
      from.begun = true;
      from.swipe = swipeOf(x, y);
      setPresent(from.swipe);
    }
  };
  const onPointerUp = () => {
    const swiped = start.current?.swipe;
    stop();
    if (swiped?.done === 1) onSwipe(swiped.answer);
  };
  return { present, handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: stop } };
}
