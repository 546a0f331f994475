import { useCallback, useState } from "react";

import type { DisplaySettings } from "./display";
import { rememberDisplay, rememberedDisplay } from "./storedDisplay";

/** Display settings of a project: they stay from image to image, and on this device. */
export function useDisplay(project: string) {
  const [display, setDisplay] = useState(() => rememberedDisplay(project));
  const change = useCallback(
    (next: DisplaySettings) => {
      setDisplay(next);
      rememberDisplay(project, next);
    },
    [project],
  );
  return [display, change] as const;
}
