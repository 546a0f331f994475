/** Settings and files become what a renderer draws. */

import { channelDisplay, shownKeys } from "./display";
import type { DisplaySettings } from "./display";
import { paletteColour, parseColour } from "./palettes";
import type { ChannelSource, Rgb } from "./palettes";

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
  /** Brightness is shown by the false-colour ramp in place of the colour; only ever of the one layer that is on. */
  ramp: boolean;
}

/** The colour in which a channel is shown, `#rrggbb`. */
export function channelColour(channel: ChannelSource, channels: readonly ChannelSource[], display: DisplaySettings): string {
  const shown = shownKeys(display, channels.map(({ key }) => key));
  const alone = shown.length === 1 && shown[0] === channel.key;
  return channelDisplay(display, channel.key).colour ?? paletteColour(channel, channels, display.palette, alone);
}

/** The layers of one image, in the order of the channels; a channel without an image is left out. */
export function layersOf(channels: readonly ChannelSource[], urls: ReadonlyMap<string, string>, display: DisplaySettings): Layer[] {
  const present = channels.filter(({ key }) => urls.has(key));
  const alone = shownKeys(display, present.map(({ key }) => key)).length === 1;
  return present.map((channel) => {
    const { on, low, high, gamma, colour } = channelDisplay(display, channel.key);
    const ramp = on && alone && display.palette === "false-colour" && colour === null;
    return { url: urls.get(channel.key) ?? "", colour: parseColour(channelColour(channel, channels, display)), on, low, high, gamma, ramp };
  });
}
