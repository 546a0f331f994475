/** Settings that are kept on this device, per project. */

import { AS_IT_COMES, changeChannel, DEFAULT_DISPLAY } from "./display";
import type { ChannelDisplay, DisplaySettings } from "./display";
import { PALETTES } from "./palettes";

/** A number in the key: settings of another version are left alone, and not understood. */
const PREFIX = "quorum.display.v1.";
const MOST_CHANNELS = 32;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isChannel(value: unknown): value is ChannelDisplay {
  if (!isRecord(value)) return false;
  const { on, colour, low, high, gamma } = value;
  const numbers = [low, high, gamma].every((number) => typeof number === "number" && Number.isFinite(number));
  return typeof on === "boolean" && numbers && (colour === null || (typeof colour === "string" && /^#[0-9a-f]{6}$/i.test(colour)));
}

/** Read stored settings; parts that cannot be understood are as they come. */
export function parseDisplay(text: string | null): DisplaySettings {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? "null");
  } catch {
    return DEFAULT_DISPLAY;
  }
  if (!isRecord(stored)) return DEFAULT_DISPLAY;
  const palette = PALETTES.find((name) => name === stored.palette) ?? "project";
  const channels = isRecord(stored.channels) ? Object.entries(stored.channels).slice(0, MOST_CHANNELS) : [];
  return channels.reduce(
    (display, [key, value]) => (isChannel(value) ? changeChannel(display, key, { ...AS_IT_COMES, ...value }) : display),
    { ...DEFAULT_DISPLAY, palette },
  );
}

export function rememberedDisplay(project: string): DisplaySettings {
  try {
    return parseDisplay(localStorage.getItem(PREFIX + project));
  } catch {
    return DEFAULT_DISPLAY;
  }
}

export function rememberDisplay(project: string, display: DisplaySettings): void {
  try {
    localStorage.setItem(PREFIX + project, JSON.stringify(display));
  } catch {
    // Blocked storage: the settings then last for this page only.
  }
}
