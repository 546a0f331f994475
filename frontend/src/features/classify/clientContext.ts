import type { DisplaySettings } from "../../viewer/layers";

/** How the image was looked at; sent with the answer, well under the 2 kB that the server keeps. */
export function clientContext(channels: readonly string[], display: DisplaySettings, scale: number): Record<string, unknown> {
  return {
    viewport: [window.innerWidth, window.innerHeight],
    pixel_ratio: window.devicePixelRatio,
    channels,
    gamma: display.gamma,
    palette: display.palette,
    zoom: Math.round(scale * 1000) / 1000,
    language: navigator.language,
  };
}
