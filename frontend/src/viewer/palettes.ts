/** Colours of the channels: the project's own, and palettes for eyes that see fewer colours. Bounds: palettes.test.ts. */

import type { ColourVision } from "./colourVision";

export type Rgb = [number, number, number];

export type PaletteName = "project" | "red-green" | "blue-yellow" | "grey" | "false-colour";

export const PALETTES: readonly PaletteName[] = ["project", "red-green", "blue-yellow", "grey", "false-colour"];

export interface ChannelSource {
  key: string;
  name: string;
  /** `#rrggbb`. */
  colour: string;
}

interface Palette {
  /** The signal of interest first, then the other channels in the project's order; used again after the last. */
  colours: readonly string[];
  /** Whose eyes tell every two of the colours apart. */
  safeFor: readonly ColourVision[];
}

export const SAFE_PALETTES: Readonly<Record<"red-green" | "blue-yellow" | "grey", Palette>> = {
  "red-green": {
    colours: ["#ffe94d", "#5b7cff", "#b6d0d0", "#30852b", "#718c81", "#605b7c"],
    safeFor: ["normal", "protanopia", "deuteranopia"],
  },
  "blue-yellow": {
    colours: ["#3ddc84", "#7c4dff", "#e6353a", "#d8c2da", "#006100", "#6a564f"],
    safeFor: ["normal", "tritanopia"],
  },
  grey: {
    colours: ["#ffffff", "#a9a9a9", "#656565", "#2b2b2b"],
    safeFor: ["normal", "protanopia", "deuteranopia", "tritanopia", "achromatopsia"],
  },
};

/** Corner points of the false-colour ramp, dark to bright: viridis (S. van der Walt and N. Smith, 2015, CC0). */
export const RAMP_STOPS = ["#000004", "#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725"] as const;

/** `#rrggbb` as three numbers from 0 to 1; white for what is not a colour. */
export function parseColour(text: string): Rgb {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (digits === null) return [1, 1, 1];
  return [1, 2, 3].map((at) => Number.parseInt(digits[at] ?? "ff", 16) / 255) as Rgb;
}

/** 256 colours of four bytes each, from the first stop to the last. */
export function rampTexels(): Uint8Array {
  const stops = RAMP_STOPS.map(parseColour);
  const texels = new Uint8Array(256 * 4);
  for (let value = 0; value < 256; value += 1) {
    const at = (value / 255) * (stops.length - 1);
    const low = stops[Math.floor(at)] ?? [0, 0, 0];
    const high = stops[Math.ceil(at)] ?? low;
    for (const part of [0, 1, 2] as const) {
      texels[4 * value + part] = Math.round(255 * (low[part] + (high[part] - low[part]) * (at % 1)));
    }
    texels[4 * value + 3] = 255;
  }
  return texels;
}

/** The channel that the question is about: the one with the key "green" or "protein", else the project's first. */
export function signalChannel(channels: readonly ChannelSource[]): ChannelSource | undefined {
  return channels.find(({ key }) => ["green", "protein"].includes(key.toLowerCase())) ?? channels[0];
}

/** The colour of a channel in a palette; `alone` when no other channel is shown. */
export function paletteColour(channel: ChannelSource, channels: readonly ChannelSource[], palette: PaletteName, alone: boolean): string {
  if (palette === "project" || palette === "false-colour") return channel.colour;
  if (palette === "grey" && alone) return "#ffffff";
  const signal = signalChannel(channels);
  const ordered = [...channels].sort((one, other) => Number(other === signal) - Number(one === signal));
  const { colours } = SAFE_PALETTES[palette];
  return colours[ordered.findIndex(({ key }) => key === channel.key) % colours.length] ?? channel.colour;
}
