import { useLingui } from "@lingui/react/macro";
import type { Ref } from "react";

import { Kbd } from "../ui/Kbd";
import { classes } from "../ui/classes";
import styles from "./ChannelBar.module.css";
import { channelDisplay, soloChannel, stepBrightness, toggleChannel } from "./display";
import type { DisplaySettings } from "./display";
import { Icon, Sun } from "./icons";
import { channelColour } from "./layers";
import type { ChannelSource } from "./palettes";

interface ChannelBarProps {
  channels: readonly ChannelSource[];
  display: DisplaySettings;
  onDisplay: (display: DisplaySettings) => void;
  hints: boolean;
  settingsOpen: boolean;
  onSettings: () => void;
  settingsButton: Ref<HTMLButtonElement>;
}

/** A button per channel over the image: press to switch it, press twice to see it alone. */
export function ChannelBar({ channels, display, onDisplay, hints, settingsOpen, onSettings, settingsButton }: ChannelBarProps) {
  const { t } = useLingui();
  const keys = channels.map((channel) => channel.key);
  return (
    <div className={styles.bar} role="group" aria-label={t`Channels`} data-part="channels">
      {channels.map((channel, index) => {
        const { on } = channelDisplay(display, channel.key);
        const { name } = channel;
        const key = index + 1;
        return (
          <button
            key={channel.key}
            type="button"
            className={classes(styles.channel, on && styles.on)}
            aria-pressed={on}
            aria-label={name}
            title={t`${name}: key ${key}; alone: Shift ${key} or double click`}
            onClick={() => onDisplay(toggleChannel(display, channel.key))}
            onDoubleClick={() => onDisplay(soloChannel(display, channel.key, keys))}
          >
            <span className={styles.swatch} style={{ "--colour": channelColour(channel, channels, display) } as React.CSSProperties} />
            <span className={styles.name}>{name}</span>
            {hints && (
              <span className={styles.key}>
                <Kbd>{key}</Kbd>
              </span>
            )}
          </button>
        );
      })}
      <span className={styles.tools}>
        <button type="button" className={styles.tool} aria-label={t`Darker`} title={t`Darker: key [`} onClick={() => onDisplay(stepBrightness(display, -1, keys))}>
          <Sun rays={false} />
        </button>
        <button type="button" className={styles.tool} aria-label={t`Brighter`} title={t`Brighter: key ]`} onClick={() => onDisplay(stepBrightness(display, 1, keys))}>
          <Sun rays />
        </button>
        <button
          ref={settingsButton}
          type="button"
          className={styles.tool}
          aria-expanded={settingsOpen}
          aria-label={t`Image settings`}
          title={t`Image settings: key V`}
          onClick={onSettings}
        >
          <Icon name="settings" />
        </button>
      </span>
    </div>
  );
}
