import { useCallback, useEffect, useState } from "react";
import type { RefObject } from "react";

/** Give an element the whole screen, or the whole window where the browser keeps the screen to itself. */
export function useFullScreen(element: RefObject<HTMLElement | null>) {
  const [on, setOn] = useState(false);
  const [filling, setFilling] = useState(false);
  useEffect(() => {
    const follow = () => setOn(document.fullscreenElement !== null && document.fullscreenElement === element.current);
    document.addEventListener("fullscreenchange", follow);
    return () => document.removeEventListener("fullscreenchange", follow);
  }, [element]);
  useEffect(() => {
    if (!filling) return;
    const leave = (event: KeyboardEvent) => event.key === "Escape" && setFilling(false);
    document.addEventListener("keydown", leave);
    return () => document.removeEventListener("keydown", leave);
  }, [filling]);
  const toggle = useCallback(() => {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else if (filling) setFilling(false);
    else if (document.fullscreenEnabled) element.current?.requestFullscreen().catch(() => setFilling(true));
    else setFilling(true);
  }, [element, filling]);
  return { on: on || filling, filling, toggle };
}
