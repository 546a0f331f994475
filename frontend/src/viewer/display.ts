/** What a person has set for the channels, and how it changes. */

import { PALETTES } from "./palettes";
import type { PaletteName } from "./palettes";

export interface ChannelDisplay {
  on: boolean;
  /** A colour of one's own, `#rrggbb`; null takes the palette's. */
  colour: string | null;
  /** Window of shown values, 0 to 1 of the stored range; `low` is below `high`. */
  low: number;
  high: number;
  /** Exponent of the shown value; under 1 brightens. */
  gamma: number;
}

export interface DisplaySettings {
  palette: PaletteName;
  /** By channel key; channels that are not named are as they come. */
  channels: Readonly<Record<string, ChannelDisplay>>;
}

export const AS_IT_COMES: ChannelDisplay = { on: true, colour: null, low: 0, high: 1, gamma: 1 };
export const DEFAULT_DISPLAY: DisplaySettings = { palette: "project", channels: {} };
export const LEAST_GAMMA = 0.25;
export const MOST_GAMMA = 4;
/** The narrowest window: one of 255 steps. */
export const NARROWEST = 1 / 255;
const BRIGHTER = 0.8;

export function channelDisplay(display: DisplaySettings, key: string): ChannelDisplay {
  return display.channels[key] ?? AS_IT_COMES;
}

/** Change a channel; a window turned around is kept open by one step, everything else is kept in its range. */
export function changeChannel(display: DisplaySettings, key: string, change: Partial<ChannelDisplay>): DisplaySettings {
  const next = { ...channelDisplay(display, key), ...change };
  const gamma = Math.min(MOST_GAMMA, Math.max(LEAST_GAMMA, next.gamma));
  const low = Math.min(1 - NARROWEST, Math.max(0, next.low));
  const high = Math.min(1, Math.max(low + NARROWEST, next.high));
  return { ...display, channels: { ...display.channels, [key]: { ...next, gamma, low, high } } };
}

/** Show these channels of all, and no other. */
export function showOnly(display: DisplaySettings, shown: readonly string[], keys: readonly string[]): DisplaySettings {
  return keys.reduce((next, key) => changeChannel(next, key, { on: shown.includes(key) }), display);
}

export function shownKeys(display: DisplaySettings, keys: readonly string[]): string[] {
  return keys.filter((key) => channelDisplay(display, key).on);
}

/** Switch one channel on or off. */
export function toggleChannel(display: DisplaySettings, key: string): DisplaySettings {
  return changeChannel(display, key, { on: !channelDisplay(display, key).on });
}

/** Show one channel alone; all again when it is alone already. */
export function soloChannel(display: DisplaySettings, key: string, keys: readonly string[]): DisplaySettings {
  const shown = shownKeys(display, keys);
  const alone = shown.length === 1 && shown[0] === key;
  return showOnly(display, alone ? keys : [key], keys);
}

/** One step brighter (+1) or darker (-1), all channels that are shown. */
export function stepBrightness(display: DisplaySettings, step: 1 | -1, keys: readonly string[]): DisplaySettings {
  return shownKeys(display, keys).reduce((next, key) => {
    const { gamma } = channelDisplay(next, key);
    return changeChannel(next, key, { gamma: step === 1 ? gamma * BRIGHTER : gamma / BRIGHTER });
  }, display);
}

export function nextPalette(display: DisplaySettings): DisplaySettings {
  return { ...display, palette: PALETTES[(PALETTES.indexOf(display.palette) + 1) % PALETTES.length] ?? "project" };
}

/** Colour, window and brightness of a channel as they come; whether it is shown stays. */
export function resetChannel(display: DisplaySettings, key: string): DisplaySettings {
  return changeChannel(display, key, { ...AS_IT_COMES, on: channelDisplay(display, key).on });
}

export function isChanged(display: DisplaySettings, key: string): boolean {
  const { colour, low, high, gamma } = channelDisplay(display, key);
  return colour !== null || low !== 0 || high !== 1 || gamma !== 1;
}
