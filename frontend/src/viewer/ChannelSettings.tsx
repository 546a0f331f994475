import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import { changeChannel, channelDisplay, isChanged, LEAST_GAMMA, MOST_GAMMA, NARROWEST, resetChannel } from "./display";
import type { ChannelDisplay, DisplaySettings } from "./display";
import { outlineOf } from "./histogram";
import type { ChannelSource } from "./palettes";
import styles from "./SettingsPanel.module.css";
import type { Stage } from "./stage";

interface ChannelSettingsProps {
  channel: ChannelSource;
  /** In which it is shown. */
  colour: string;
  display: DisplaySettings;
  onDisplay: (display: DisplaySettings) => void;
  url: string | null;
  stage: Stage;
}

const HEIGHT = 64;
/** Steps of the gamma slider for a factor of two. */
const STEPS = 10;

/** Window, gamma and colour of one channel over its histogram. */
export function ChannelSettings({ channel, colour, display, onDisplay, url, stage }: ChannelSettingsProps) {
  const { t } = useLingui();
  const { name, key } = channel;
  const settings = channelDisplay(display, key);
  const change = (part: Partial<ChannelDisplay>) => onDisplay(changeChannel(display, key, part));
  const gamma = settings.gamma.toFixed(2);
  return (
    <div className={styles.channel}>
      <Window name={name} colour={colour} settings={settings} counts={useHistogram(stage, url)} onChange={change} />
      <label className={styles.row}>
        <span>
          <Trans>Brightness</Trans>
        </span>
        <input
          type="range"
          min={-STEPS * Math.log2(MOST_GAMMA)}
          max={-STEPS * Math.log2(LEAST_GAMMA)}
          step={1}
          value={Math.round(-STEPS * Math.log2(settings.gamma))}
          aria-label={t`Brightness of ${name}`}
          aria-valuetext={t`Gamma ${gamma}`}
          onChange={(event) => change({ gamma: 2 ** (-Number(event.target.value) / STEPS) })}
        />
        <span className={styles.value}>γ {gamma}</span>
      </label>
      <div className={styles.row}>
        <label className={styles.colour}>
          <span>
            <Trans>Colour</Trans>
          </span>
          <input type="color" value={colour} aria-label={t`Colour of ${name}`} onChange={(event) => change({ colour: event.target.value })} />
        </label>
        <button type="button" className={styles.reset} disabled={!isChanged(display, key)} onClick={() => onDisplay(resetChannel(display, key))}>
          <Trans>Reset {name}</Trans>
        </button>
      </div>
    </div>
  );
}

interface WindowProps {
  name: string;
  colour: string;
  settings: ChannelDisplay;
  counts: Uint32Array | null;
  onChange: (part: Partial<ChannelDisplay>) => void;
}

/** Which values are black and which are full: two handles under the histogram. */
function Window({ name, colour, settings, counts, onChange }: WindowProps) {
  const { t } = useLingui();
  const low = Math.round(settings.low * 255);
  const high = Math.round(settings.high * 255);
  return (
    <div className={styles.window}>
      <svg className={styles.histogram} viewBox={`0 0 256 ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {counts !== null && <path d={outlineOf(counts, HEIGHT)} fill={colour} />}
        <rect x="0" y="0" width={low} height={HEIGHT} className={styles.outside} />
        <rect x={high} y="0" width={256 - high} height={HEIGHT} className={styles.outside} />
      </svg>
      <div className={styles.handles}>
        <input
          type="range"
          min={0}
          max={255}
          value={low}
          aria-label={t`Minimum of ${name}`}
          onChange={(event) => onChange({ low: Math.min(Number(event.target.value) / 255, settings.high - NARROWEST) })}
        />
        <input
          type="range"
          min={0}
          max={255}
          value={high}
          aria-label={t`Maximum of ${name}`}
          onChange={(event) => onChange({ high: Math.max(Number(event.target.value) / 255, settings.low + NARROWEST) })}
        />
      </div>
      <p className={styles.value}>
        <Trans>
          Black at {low}, full at {high} of 255
        </Trans>
      </p>
    </div>
  );
}

function useHistogram(stage: Stage, url: string | null): Uint32Array | null {
  const [found, setFound] = useState<{ url: string; counts: Uint32Array | null } | null>(null);
  useEffect(() => {
    if (url === null) return undefined;
    let gone = false;
    void stage.histogram(url).then((counts) => !gone && setFound({ url, counts }));
    return () => {
      gone = true;
    };
  }, [stage, url]);
  return found !== null && found.url === url ? found.counts : null;
}
