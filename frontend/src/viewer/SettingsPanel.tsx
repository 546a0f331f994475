import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";

import { classes } from "../ui/classes";
import { ChannelSettings } from "./ChannelSettings";
import { DEFAULT_DISPLAY, showOnly, shownKeys } from "./display";
import type { DisplaySettings } from "./display";
import { Icon } from "./icons";
import { channelColour } from "./layers";
import { PaletteChoice } from "./PaletteChoice";
import { signalChannel } from "./palettes";
import type { ChannelSource } from "./palettes";
import { presetsOf } from "./presets";
import type { Preset } from "./presets";
import styles from "./SettingsPanel.module.css";
import type { Stage } from "./stage";
import { ViewTools } from "./ViewTools";
import type { FullScreen } from "./ViewTools";

interface SettingsPanelProps {
  channels: readonly ChannelSource[];
  display: DisplaySettings;
  onDisplay: (display: DisplaySettings) => void;
  /** Addresses of the image's planes by channel key. */
  urls: ReadonlyMap<string, string>;
  stage: Stage;
  lensOn: boolean;
  fullScreen: FullScreen;
  onClose: () => void;
}

/** Below this width the panel is a sheet at the bottom; as in SettingsPanel.module.css. */
const SHEET = "(max-width: 860px)";

/** How the channels are shown; beside the image on a desk, a sheet below it on a phone. The image stays in view. */
export default function SettingsPanel(props: SettingsPanelProps) {
  const { channels, display, onDisplay, urls, stage, lensOn, fullScreen, onClose } = props;
  const { t } = useLingui();
  const panel = useRef<HTMLElement>(null);
  const [isSheet] = useState(() => window.matchMedia(SHEET).matches);
  const [picked, setPicked] = useState(() => signalChannel(channels)?.key ?? "");
  const channel = channels.find(({ key }) => key === picked) ?? channels[0];
  useEffect(() => {
    // In the top layer the sheet is as wide as the screen, whatever holds the image.
    if (isSheet) panel.current?.showPopover();
    panel.current?.focus();
  }, [isSheet]);
  useEffect(() => {
    const leave = (event: KeyboardEvent) => event.key === "Escape" && onClose();
    document.addEventListener("keydown", leave);
    return () => document.removeEventListener("keydown", leave);
  }, [onClose]);
  return (
    <section ref={panel} className={classes(styles.panel, isSheet && styles.sheet)} popover={isSheet ? "manual" : undefined} role="dialog" aria-label={t`Image settings`} tabIndex={-1}>
      <header className={styles.header}>
        <h2>
          <Trans>Image settings</Trans>
        </h2>
        <button type="button" className={styles.icon} aria-label={t`Close the settings`} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className={styles.viewTools}>
        <ViewTools stage={stage} lensOn={lensOn} fullScreen={fullScreen} className={styles.icon} />
      </div>
      <Presets channels={channels} display={display} onDisplay={onDisplay} />
      {channel !== undefined && (
        <div className={styles.block}>
          <div className={styles.chips} role="group" aria-label={t`Channel to adjust`}>
            {channels.map((each) => (
              <button key={each.key} type="button" className={styles.chip} aria-pressed={each === channel} onClick={() => setPicked(each.key)}>
                <span className={styles.dot} style={{ background: channelColour(each, channels, display) }} />
                {each.name}
              </button>
            ))}
          </div>
          <ChannelSettings
            key={channel.key}
            channel={channel}
            colour={channelColour(channel, channels, display)}
            display={display}
            onDisplay={onDisplay}
            url={urls.get(channel.key) ?? null}
            stage={stage}
          />
        </div>
      )}
      <PaletteChoice channels={channels} display={display} onDisplay={onDisplay} />
      <button type="button" className={styles.reset} onClick={() => onDisplay(DEFAULT_DISPLAY)}>
        <Trans>Reset everything</Trans>
      </button>
    </section>
  );
}

function Presets({ channels, display, onDisplay }: Pick<SettingsPanelProps, "channels" | "display" | "onDisplay">) {
  const { t } = useLingui();
  const keys = channels.map(({ key }) => key);
  const shown = shownKeys(display, keys).join(" ");
  return (
    <div className={styles.block}>
      <h3>
        <Trans>Show</Trans>
      </h3>
      <div className={styles.chips} role="group" aria-label={t`Show`}>
        {presetsOf(channels).map((preset) => (
          <button
            key={`${preset.kind} ${preset.shown.join(" ")}`}
            type="button"
            className={styles.chip}
            aria-pressed={shown === preset.shown.join(" ")}
            onClick={() => onDisplay(showOnly(display, preset.shown, keys))}
          >
            <PresetName preset={preset} />
          </button>
        ))}
      </div>
    </div>
  );
}

function PresetName({ preset }: { preset: Preset }) {
  if (preset.kind === "all") return <Trans>All channels</Trans>;
  const { channel } = preset;
  if (preset.kind === "only") return <Trans>Only {channel}</Trans>;
  if (preset.kind === "without") return <Trans>Without {channel}</Trans>;
  const { other } = preset;
  return (
    <Trans>
      {channel} + {other}
    </Trans>
  );
}
