import { isChanged, shownKeys } from "../../viewer/display";
import type { DisplaySettings } from "../../viewer/display";
import type { ViewerHandle } from "../../viewer/Viewer";

/** How the image was looked at; sent with the answer, well under the 2 kB that the server keeps. */
export function clientContext(keys: readonly string[], display: DisplaySettings, viewer: ViewerHandle | null): Record<string, unknown> {
  const { turns, flipped } = viewer?.orientation() ?? { turns: 0, flipped: false };
  return {
    viewport: [window.innerWidth, window.innerHeight],
    pixel_ratio: window.devicePixelRatio,
    channels: shownKeys(display, keys),
    contrast: Object.fromEntries(keys.filter((key) => isChanged(display, key)).map((key) => [key, contrastOf(display, key)])),
    palette: display.palette,
    zoom: rounded(viewer?.scale() ?? 1),
    turns,
    flipped,
    language: navigator.language,
  };
}

/** Minimum, maximum and gamma. */
function contrastOf(display: DisplaySettings, key: string): number[] {
  const { low = 0, high = 1, gamma = 1 } = display.channels[key] ?? {};
  return [low, high, gamma].map(rounded);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
