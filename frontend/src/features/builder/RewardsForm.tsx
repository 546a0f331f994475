import { Trans, useLingui } from "@lingui/react/macro";

import { rewardSettingsQuery, saveRewardSettings } from "../../api/build";
import type { RewardSettings } from "../../api/build";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { Checkbox, Field, Input, Select } from "../../ui/Field";
import styles from "./Build.module.css";
import { Loaded } from "./Loaded";
import { SaveBar } from "./SaveBar";
import { useEditor } from "./useEditor";

type Quest = RewardSettings["quests"][number];

/** What volunteers earn; never for agreeing with others. */
export function RewardsForm({ slug }: { slug: string }) {
  return <Loaded query={rewardSettingsQuery(slug)}>{(settings) => <Rewards slug={slug} settings={settings} />}</Loaded>;
}

function Rewards({ slug, settings }: { slug: string; settings: RewardSettings }) {
  const { t } = useLingui();
  const { form, edit, ...bar } = useEditor({
    name: "rewards",
    stored: settings,
    open: (stored: RewardSettings) => stored,
    save: (changed) => saveRewardSettings(slug, changed),
    queryKey: rewardSettingsQuery(slug).queryKey,
    stale: [["rewards", slug]],
  });
  const { quests } = form;
  return (
    <Card className={styles.form}>
      <p className={styles.muted}>
        <Trans>Pay depends on effort and on accuracy with known images alone, never on agreeing with other volunteers.</Trans>
      </p>
      <Checkbox label={t`Volunteers earn points`} checked={form.is_enabled} onChange={(event) => edit({ is_enabled: event.target.checked })} />
      <div className={styles.row}>
        <Field label={t`Points per image`} hint={t`At full effort and accuracy.`}>
          {(ids) => <Input {...ids} type="number" min={0} value={form.points_per_image} onChange={(event) => edit({ points_per_image: event.target.valueAsNumber })} />}
        </Field>
        <Field label={t`Passes paid, % of answers`}>
          {(ids) => (
            <Input {...ids} type="number" min={0} max={100} value={form.passes_share_percent} onChange={(event) => edit({ passes_share_percent: event.target.valueAsNumber })} />
          )}
        </Field>
      </div>
      <h2><Trans>Quests</Trans></h2>
      <ol className={styles.list}>
        {quests.map((quest, at) => (
          <li key={at} className={styles.item}>
            <QuestForm quest={quest} onChange={(changes) => edit({ quests: quests.map((one, place) => (place === at ? { ...one, ...changes } : one)) })} />
            <div className={styles.tools}>
              <span className={styles.spring} />
              <Button look="quiet" onClick={() => edit({ quests: quests.filter((_, place) => place !== at) })}>
                <Trans>Remove</Trans>
              </Button>
            </div>
          </li>
        ))}
      </ol>
      <Button onClick={() => edit({ quests: [...quests, { period: "day", measure: "images", goal: 10, credits: 5 }] })}>
        <Trans>Add a quest</Trans>
      </Button>
      <SaveBar {...bar} onSave={bar.save} onReload={bar.reload} />
    </Card>
  );
}

function QuestForm({ quest, onChange }: { quest: Quest; onChange: (changes: Partial<Quest>) => void }) {
  const { t } = useLingui();
  const periods: Record<Quest["period"], string> = { day: t`Every day`, week: t`Every week` };
  const measures: Record<Quest["measure"], string> = { images: t`images`, days: t`days` };
  return (
    <div className={styles.row}>
      <Field label={t`How often`}>
        {(ids) => (
          <Select {...ids} value={quest.period} onChange={(event) => onChange({ period: event.target.value as Quest["period"] })}>
            {Object.entries(periods).map(([key, name]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t`Goal`}>
        {(ids) => <Input {...ids} type="number" min={1} value={quest.goal} onChange={(event) => onChange({ goal: event.target.valueAsNumber })} />}
      </Field>
      <Field label={t`of what`}>
        {(ids) => (
          <Select {...ids} value={quest.measure} onChange={(event) => onChange({ measure: event.target.value as Quest["measure"] })}>
            {Object.entries(measures).map(([key, name]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t`Credits`}>
        {(ids) => <Input {...ids} type="number" min={0} value={quest.credits} onChange={(event) => onChange({ credits: event.target.valueAsNumber })} />}
      </Field>
    </div>
  );
}
