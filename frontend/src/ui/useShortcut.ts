import { useEffect, useEffectEvent } from "react";

import { isTaken } from "../viewer/imageKeys";

/** Does something at the press of one key, unless it is typed somewhere or a dialog is open; no key, nothing. */
export function useShortcut(key: string | undefined, act: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== key || event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    if (key === undefined) return undefined;
    const listen = (event: KeyboardEvent) => press(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [key]);
}
