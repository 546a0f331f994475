import { useCallback, useState } from "react";

import { DEFAULT_DISPLAY } from "./layers";
import type { DisplaySettings } from "./layers";

const STORED = "quorum.palette";

function remembered(): DisplaySettings {
  try {
    return localStorage.getItem(STORED) === "colour-blind" ? { ...DEFAULT_DISPLAY, palette: "colour-blind" } : DEFAULT_DISPLAY;
  } catch {
    return DEFAULT_DISPLAY;
  }
}

/** Display settings that stay from image to image; the palette is remembered on this device. */
export function useDisplay() {
  const [display, setDisplay] = useState(remembered);
  const change = useCallback((next: DisplaySettings) => {
    setDisplay(next);
    try {
      localStorage.setItem(STORED, next.palette);
    } catch {
      // Blocked storage: the palette then lasts for this page only.
    }
  }, []);
  return [display, change] as const;
}
