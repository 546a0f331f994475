import { Trans, useLingui } from "@lingui/react/macro";

import { saveChannels, settingsQuery } from "../../api/build";
import type { ChannelWindow, Settings } from "../../api/build";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { Checkbox, Field, Input } from "../../ui/Field";
import styles from "./Build.module.css";
import { Loaded } from "./Loaded";
import { moved } from "./moved";
import { SaveBar } from "./SaveBar";
import { useEditor } from "./useEditor";

const BLANK: ChannelWindow = { key: "", name: "", colour: "#ffffff", required: false, window_low: 0, window_high: 1 };

/** The image planes that every subject has: their names, colours and contrast windows. */
export function ChannelsForm({ slug }: { slug: string }) {
  return <Loaded query={settingsQuery(slug)}>{(settings) => <Channels slug={slug} settings={settings} />}</Loaded>;
}

function Channels({ slug, settings }: { slug: string; settings: Settings }) {
  const { form, edit, ...bar } = useEditor({
    name: "channels",
    stored: settings,
    open: ({ channels }: Settings) => ({ channels }),
    save: ({ channels }) => saveChannels(slug, channels),
    queryKey: settingsQuery(slug).queryKey,
    stale: [["project", slug]],
  });
  const { channels } = form;
  const change = (at: number, changes: Partial<ChannelWindow>) =>
    edit({ channels: channels.map((channel, place) => (place === at ? { ...channel, ...changes } : channel)) });
  return (
    <Card className={styles.form}>
      <p className={styles.muted}>
        <Trans>The first channel is the one that is asked about. A contrast window holds for all images alike: stretched one by
        one, an empty image would look full. A changed window shows in images that are imported from now on.</Trans>
      </p>
      <ol className={styles.list}>
        {channels.map((channel, at) => (
          <ChannelLine
            // Rows have no name of their own until one is typed.
            key={at}
            channel={channel}
            inUse={settings.channels_in_use.includes(channel.key)}
            onChange={(changes) => change(at, changes)}
            onUp={at === 0 ? undefined : () => edit({ channels: moved(channels, at, at - 1) })}
            onRemove={() => edit({ channels: channels.filter((_, place) => place !== at) })}
          />
        ))}
      </ol>
      <Button onClick={() => edit({ channels: [...channels, BLANK] })}>
        <Trans>Add a channel</Trans>
      </Button>
      <SaveBar {...bar} onSave={bar.save} onReload={bar.reload} />
    </Card>
  );
}

interface ChannelLineProps {
  channel: ChannelWindow;
  inUse: boolean;
  onChange: (changes: Partial<ChannelWindow>) => void;
  onUp: (() => void) | undefined;
  onRemove: () => void;
}

function ChannelLine({ channel, inUse, onChange, onUp, onRemove }: ChannelLineProps) {
  const { t } = useLingui();
  const share = (name: "window_low" | "window_high", label: string) => (
    <Field label={label}>
      {(ids) => (
        <Input
          {...ids}
          type="number"
          min={0}
          max={100}
          step={0.1}
          value={Math.round(channel[name] * 1000) / 10}
          onChange={(event) => onChange({ [name]: event.target.valueAsNumber / 100 })}
        />
      )}
    </Field>
  );
  return (
    <li className={styles.item}>
      <div className={styles.row}>
        <Field label={t`Key in files`} hint={inUse ? t`Images have it.` : undefined}>
          {(ids) => <Input {...ids} value={channel.key} disabled={inUse} maxLength={24} onChange={(event) => onChange({ key: event.target.value })} />}
        </Field>
        <Field label={t`What is seen`}>
          {(ids) => <Input {...ids} value={channel.name} maxLength={60} onChange={(event) => onChange({ name: event.target.value })} />}
        </Field>
        <Field label={t`Colour`}>
          {(ids) => <Input {...ids} type="color" className={styles.colour} value={channel.colour} onChange={(event) => onChange({ colour: event.target.value })} />}
        </Field>
        {share("window_low", t`Black from, %`)}
        {share("window_high", t`White from, %`)}
      </div>
      <div className={styles.tools}>
        <Checkbox label={t`Every image must have it`} checked={channel.required} onChange={(event) => onChange({ required: event.target.checked })} />
        <span className={styles.spring} />
        {onUp !== undefined && (
          <Button look="quiet" onClick={onUp} aria-label={t`Move ${channel.name} up`}>
            <Trans>Up</Trans>
          </Button>
        )}
        <Button look="quiet" disabled={inUse} onClick={onRemove} aria-label={t`Remove ${channel.name}`}>
          <Trans>Remove</Trans>
        </Button>
      </div>
    </li>
  );
}
