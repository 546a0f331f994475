import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import type { SyntheticEvent } from "react";

import type { Loop, LoopSettings } from "../../api/loops";
import type { Recipe, Targets } from "../../api/models";
import { Button } from "../../ui/Button";
import { Checkbox, Field, Input, Select } from "../../ui/Field";
import { formatShare } from "../../ui/format";
import styles from "./Models.module.css";
import { recipeName, strategyName, TARGETS } from "./wording";

interface LoopFormProps {
  loop: Loop;
  mayAct: boolean;
  isBusy: boolean;
  error: string | undefined;
  onSave: (settings: LoopSettings) => void;
}

/** How the loop works: what is learnt by which recipes, who chooses how many images, and when it is enough. */
export function LoopForm({ loop: { settings, choices }, mayAct, isBusy, error, onSave }: LoopFormProps) {
  const { t } = useLingui();
  const [wanted, setWanted] = useState(settings);
  const set = (part: Partial<LoopSettings>) => setWanted({ ...wanted, ...part });
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    onSave(wanted);
  };
  const number = (label: string, key: "train_after" | "arrange_after" | "minimum_votes" | "front", hint: string) => (
    <Field label={label} hint={hint}>
      {(ids) => <Input {...ids} type="number" min={key === "minimum_votes" ? 0 : 1} step={1} required value={wanted[key]} onChange={(event) => set({ [key]: event.target.valueAsNumber })} />}
    </Field>
  );
  return (
    <form onSubmit={save}>
      <fieldset className={styles.form} disabled={!mayAct}>
        <legend className="visually-hidden"><Trans>How the loop works</Trans></legend>
        <div className={styles.wide}>
          <Field label={t`What networks are to learn`}>
            {(ids) => (
              <Select {...ids} value={wanted.targets} onChange={(event) => set({ targets: event.target.value as Targets })}>
                {(Object.keys(TARGETS) as Targets[]).map((one) => <option key={one} value={one}>{t(TARGETS[one])}</option>)}
              </Select>
            )}
          </Field>
        </div>
        <div className={styles.wide}>
          <Field label={t`Recipe for images without votes`}>
            {(ids) => (
              <Select {...ids} value={wanted.recipe} onChange={(event) => set({ recipe: event.target.value as Recipe })}>
                {choices.recipes.map((one) => <option key={one} value={one}>{recipeName(one)}</option>)}
              </Select>
            )}
          </Field>
        </div>
        <div className={styles.wide}>
          <Field label={t`Recipe for images with votes`}>
            {(ids) => (
              <Select {...ids} value={wanted.crowd_recipe} onChange={(event) => set({ crowd_recipe: event.target.value })}>
                <option value="">{t`None`}</option>
                {choices.crowd_recipes.map((one) => <option key={one} value={one}>{recipeName(one)}</option>)}
              </Select>
            )}
          </Field>
        </div>
        {number(t`Train after`, "train_after", t`New images with an answer`)}
        {number(t`Put in order after`, "arrange_after", t`New votes`)}
        <Field label={t`Share that no model chooses: ${formatShare(wanted.exploration)}`} hint={t`These keep the figures of the consensus honest: on them the model cannot have led anybody.`}>
          {(ids) => <input {...ids} type="range" min={0} max={0.5} step={0.01} value={wanted.exploration} onChange={(event) => set({ exploration: event.target.valueAsNumber })} />}
        </Field>
        {number(t`First places served alike`, "front", t`So that volunteers do not all get the same image`)}
        <Shares shares={wanted.shares} strategies={choices.strategies} onChange={(shares) => set({ shares })} />
        <div className={styles.wide}>
          <Checkbox label={<Trans>Stop early: retire images on which more votes cannot matter</Trans>} checked={wanted.stops_early} onChange={(event) => set({ stops_early: event.target.checked })} />
        </div>
        <Field label={t`Tolerated wrong answers`} hint={t`That three more votes are expected to mend on an image`}>
          {(ids) => <Input {...ids} type="number" min={0} max={10} step={0.01} required disabled={!wanted.stops_early} value={wanted.tolerated} onChange={(event) => set({ tolerated: event.target.valueAsNumber })} />}
        </Field>
        {number(t`Votes at least`, "minimum_votes", t`Before it may stop`)}
        {error !== undefined && <p className={`${styles.bad ?? ""} ${styles.wide ?? ""}`} role="alert">{error}</p>}
        {mayAct && <Button type="submit" look="primary" className={styles.wide} busy={isBusy} disabled={JSON.stringify(wanted) === JSON.stringify(settings)}><Trans>Save the settings</Trans></Button>}
      </fieldset>
    </form>
  );
}

interface SharesProps {
  shares: Record<string, number>;
  strategies: string[];
  onChange: (shares: Record<string, number>) => void;
}

/** How often each strategy has its turn, relative to all; 0 takes it out. */
function Shares({ shares, strategies, onChange }: SharesProps) {
  const total = Object.values(shares).reduce((sum, share) => sum + share, 0);
  const set = (strategy: string, share: number) => onChange(Object.fromEntries(Object.entries({ ...shares, [strategy]: share }).filter(([, value]) => value > 0)));
  return (
    <fieldset className={`${styles.shares ?? ""} ${styles.wide ?? ""}`}>
      <legend><Trans>Who chooses the other images</Trans></legend>
      {strategies.map((strategy) => {
        const share = shares[strategy] ?? 0;
        return (
          <label key={strategy} className={styles.share}>
            <span>{strategyName(strategy)}</span>
            <input type="range" min={0} max={1} step={0.05} value={share} onChange={(event) => set(strategy, event.target.valueAsNumber)} />
            <span className={styles.number}>{formatShare(total > 0 ? share / total : 0)}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
