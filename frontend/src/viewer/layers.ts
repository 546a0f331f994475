/** How each channel is coloured. */

export type Rgb = [number, number, number];

export type PaletteName = "project" | "colour-blind";

export interface ChannelSource {
  key: string;
  name: string;
  /** `#rrggbb`. */
  colour: string;
}

export interface Layer {
  url: string;
  /** 0 to 1 each. */
  colour: Rgb;
  on: boolean;
  /** Window of shown values, 0 to 1 of the stored range. */
  low: number;
  high: number;
  /** Exponent of the shown value; under 1 brightens. */
  gamma: number;
}

export interface DisplaySettings {
  off: readonly string[];
  gamma: number;
  palette: PaletteName;
}

export const DEFAULT_DISPLAY: DisplaySettings = { off: [], gamma: 1, palette: "project" };

const GAMMAS = [0.4, 0.5, 0.63, 0.8, 1, 1.25, 1.6];

/** `#rrggbb` as three numbers from 0 to 1; white for what is not a colour. */
export function parseColour(text: string): Rgb {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (digits === null) return [1, 1, 1];
  return [1, 2, 3].map((at) => Number.parseInt(digits[at] ?? "ff", 16) / 255) as Rgb;
}

/**
 * The colour of a channel for eyes that do not tell red from green: hues on the blue to yellow axis that also differ in
 * lightness. Channels in other than the four usual colours stay as they are.
 */
export function colourBlindSafe(colour: string): string {
  const parts = parseColour(colour);
  const brightest = Math.max(...parts);
  const usual = parts.map((part) => (part > 0.66 * brightest ? "1" : "0")).join("");
  return { "010": "#ffe14d", "001": "#4f7dff", "100": "#c9569f", "110": "#98a2ad" }[usual] ?? colour;
}

export function channelColour(channel: ChannelSource, palette: PaletteName): string {
  return palette === "project" ? channel.colour : colourBlindSafe(channel.colour);
}

/** The layers of one image, in the order of the channels; a channel without an image is left out. */
export function layersOf(channels: readonly ChannelSource[], urls: ReadonlyMap<string, string>, display: DisplaySettings): Layer[] {
  return channels.flatMap((channel) => {
    const url = urls.get(channel.key);
    if (url === undefined) return [];
    const colour = parseColour(channelColour(channel, display.palette));
    return [{ url, colour, on: !display.off.includes(channel.key), low: 0, high: 1, gamma: display.gamma }];
  });
}

/** Switch one channel on or off. */
export function toggleChannel(display: DisplaySettings, key: string): DisplaySettings {
  const off = display.off.includes(key) ? display.off.filter((other) => other !== key) : [...display.off, key];
  return { ...display, off };
}

/** Show one channel alone; all again when it is alone already. */
export function soloChannel(display: DisplaySettings, key: string, keys: readonly string[]): DisplaySettings {
  const others = keys.filter((other) => other !== key);
  const alone = !display.off.includes(key) && others.every((other) => display.off.includes(other));
  return { ...display, off: alone ? [] : others };
}

/** One step brighter (+1) or darker (-1). */
export function stepBrightness(display: DisplaySettings, step: 1 | -1): DisplaySettings {
  const at = GAMMAS.indexOf(display.gamma) - step;
  return { ...display, gamma: GAMMAS[Math.min(GAMMAS.length - 1, Math.max(0, at))] ?? 1 };
}
