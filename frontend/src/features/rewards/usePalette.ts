import { useEffect } from "react";

import "./palettes.css";

/** Gives the page the accent that is worn, as long as it is shown; "" for the house's own. */
export function usePalette(code: string): void {
  useEffect(() => {
    if (code === "") return;
    document.documentElement.dataset.palette = code;
    return () => {
      delete document.documentElement.dataset.palette;
    };
  }, [code]);
}
