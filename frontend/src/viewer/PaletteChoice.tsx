import { Trans, useLingui } from "@lingui/react/macro";

import type { DisplaySettings } from "./display";
import { paletteColour, PALETTES, RAMP_STOPS } from "./palettes";
import type { ChannelSource, PaletteName } from "./palettes";
import styles from "./SettingsPanel.module.css";

interface PaletteChoiceProps {
  channels: readonly ChannelSource[];
  display: DisplaySettings;
  onDisplay: (display: DisplaySettings) => void;
}

/** The palettes with their colours. */
export function PaletteChoice({ channels, display, onDisplay }: PaletteChoiceProps) {
  const { t } = useLingui();
  const names: Record<PaletteName, string> = {
    project: t`Colours of the project`,
    "red-green": t`Red-green blindness`,
    "blue-yellow": t`Blue-yellow blindness`,
    grey: t`Grey`,
    "false-colour": t`False colour, for one channel alone`,
  };
  return (
    <fieldset className={styles.block}>
      <legend>
        <Trans>Colours</Trans>
      </legend>
      {PALETTES.map((palette) => (
        <label key={palette} className={styles.palette}>
          <input type="radio" name="palette" checked={display.palette === palette} onChange={() => onDisplay({ ...display, palette })} />
          <span>{names[palette]}</span>
          <span className={styles.swatches} aria-hidden="true">
            {palette === "false-colour" ? (
              <span className={styles.ramp} style={{ background: `linear-gradient(90deg, ${RAMP_STOPS.join(", ")})` }} />
            ) : (
              channels.map((channel) => (
                <span key={channel.key} className={styles.dot} style={{ background: paletteColour(channel, channels, palette, false) }} />
              ))
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
