/** Channels that are often looked at together. */

import { signalChannel } from "./palettes";
import type { ChannelSource } from "./palettes";

export type Preset =
  | { kind: "all"; shown: string[] }
  | { kind: "only"; channel: string; shown: string[] }
  | { kind: "both"; channel: string; other: string; shown: string[] }
  | { kind: "without"; channel: string; shown: string[] };

const NUCLEUS = /^blue$|nucle|dapi|hoechst|\bdna\b/i;
const RETICULUM = /^yellow$|^er$|reticulum/i;

function find(channels: readonly ChannelSource[], pattern: RegExp): ChannelSource | undefined {
  return channels.find(({ name }) => pattern.test(name)) ?? channels.find(({ key }) => pattern.test(key));
}

/** The presets of a project, from its channels' names; those that would repeat another are left out. */
export function presetsOf(channels: readonly ChannelSource[]): Preset[] {
  const keys = channels.map(({ key }) => key);
  const signal = signalChannel(channels);
  if (signal === undefined || channels.length === 1) return [{ kind: "all", shown: keys }];
  const others = channels.filter((channel) => channel !== signal);
  const nucleus = find(others, NUCLEUS);
  const reticulum = find(others, RETICULUM);
  const only = (channel: ChannelSource): Preset => ({ kind: "only", channel: channel.name, shown: [channel.key] });
  return [
    { kind: "all", shown: keys },
    only(signal),
    ...(nucleus !== undefined && channels.length > 2
      ? [{ kind: "both", channel: signal.name, other: nucleus.name, shown: keys.filter((key) => key === signal.key || key === nucleus.key) } as const]
      : []),
    ...(reticulum !== undefined && channels.length > 2
      ? [{ kind: "without", channel: reticulum.name, shown: keys.filter((key) => key !== reticulum.key) } as const]
      : []),
    ...others.map(only),
  ];
}
