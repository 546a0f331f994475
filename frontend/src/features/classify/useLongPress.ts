import { useMemo, useRef } from "react";
import type { MouseEvent, PointerEvent } from "react";

const HELD_MS = 450;
/** A finger that moves farther scrolls. */
const STILL_PX = 10;

/** Handlers that call `act` when a finger rests on the element; the click that follows is swallowed. */
export function useLongPress(act: (element: HTMLElement) => void) {
  const press = useRef({ timer: 0, x: 0, y: 0, held: false });
  return useMemo(() => {
    const stop = () => window.clearTimeout(press.current.timer);
    return {
      onPointerDown: ({ pointerType, clientX, clientY, currentTarget }: PointerEvent<HTMLElement>) => {
        if (pointerType === "mouse") return;
        stop();
        const timer = window.setTimeout(() => {
          press.current.held = true;
          act(currentTarget);
        }, HELD_MS);
        press.current = { timer, x: clientX, y: clientY, held: false };
      },
      onPointerMove: ({ clientX, clientY }: PointerEvent) => {
        const { x, y } = press.current;
        if (Math.hypot(clientX - x, clientY - y) > STILL_PX) stop();
      },
      onPointerUp: stop,
      onPointerCancel: stop,
      onClickCapture: (event: MouseEvent) => {
        if (!press.current.held) return;
        press.current.held = false;
        event.preventDefault();
        event.stopPropagation();
      },
      onContextMenu: (event: MouseEvent) => {
        if (press.current.held) event.preventDefault();
      },
    };
  }, [act]);
}
