import { Kbd } from "../ui/Kbd";
import { classes } from "../ui/classes";
import styles from "./ChannelBar.module.css";
import { channelColour, soloChannel, stepBrightness, toggleChannel } from "./layers";
import type { ChannelSource, DisplaySettings } from "./layers";

interface ChannelBarProps {
  channels: readonly ChannelSource[];
  display: DisplaySettings;
  onDisplay: (display: DisplaySettings) => void;
  hints: boolean;
}

/** A button per channel over the image: press to switch it, press twice to see it alone. */
export function ChannelBar({ channels, display, onDisplay, hints }: ChannelBarProps) {
  const keys = channels.map((channel) => channel.key);
  const other = display.palette === "project" ? "colour-blind" : "project";
  return (
    <div className={styles.bar} role="group" aria-label="Channels">
      {channels.map((channel, index) => {
        const on = !display.off.includes(channel.key);
        return (
          <button
            key={channel.key}
            type="button"
            className={classes(styles.channel, on && styles.on)}
            aria-pressed={on}
            aria-label={channel.name}
            title={`${channel.name}: key ${index + 1}; alone: Shift ${index + 1} or double click`}
            onClick={() => onDisplay(toggleChannel(display, channel.key))}
            onDoubleClick={() => onDisplay(soloChannel(display, channel.key, keys))}
          >
            <span className={styles.swatch} style={{ "--colour": channelColour(channel, display.palette) } as React.CSSProperties} />
            <span className={styles.name}>{channel.name}</span>
            {hints && (
              <span className={styles.key}>
                <Kbd>{index + 1}</Kbd>
              </span>
            )}
          </button>
        );
      })}
      <span className={styles.tools}>
        <button type="button" className={styles.tool} aria-label="Darker" title="Darker: key [" onClick={() => onDisplay(stepBrightness(display, -1))}>
          <Sun rays={false} />
        </button>
        <button type="button" className={styles.tool} aria-label="Brighter" title="Brighter: key ]" onClick={() => onDisplay(stepBrightness(display, 1))}>
          <Sun rays />
        </button>
        <button
          type="button"
          className={styles.tool}
          aria-pressed={display.palette === "colour-blind"}
          aria-label="Colour-blind safe colours"
          title="Colour-blind safe colours: key C"
          onClick={() => onDisplay({ ...display, palette: other })}
        >
          <Drops />
        </button>
      </span>
    </div>
  );
}

function Sun({ rays }: { rays: boolean }) {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round">
      <circle cx="10" cy="10" r={rays ? 3.4 : 2.6} fill={rays ? "currentColor" : "none"} />
      {[0, 45, 90, 135, 180, 225, 270, 315].map((angle) => (
        <path key={angle} d={rays ? "M10 2.4v2" : "M10 4.6v.01"} transform={`rotate(${angle} 10 10)`} />
      ))}
    </svg>
  );
}

function Drops() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <circle cx="7" cy="8" r="4.4" fill="#ffe14d" />
      <circle cx="13" cy="8" r="4.4" fill="#4f7dff" opacity="0.9" />
      <circle cx="10" cy="13" r="4.4" fill="#c9569f" opacity="0.9" />
    </svg>
  );
}
