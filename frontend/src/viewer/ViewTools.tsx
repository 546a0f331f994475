import { useLingui } from "@lingui/react/macro";

import { Icon } from "./icons";
import type { IconName } from "./icons";
import type { Stage } from "./stage";

export interface FullScreen {
  on: boolean;
  toggle: () => void;
}

interface ViewToolsProps {
  stage: Stage | null;
  lensOn: boolean;
  fullScreen: FullScreen;
  className: string | undefined;
}

/** Turn, flip, magnify, and the whole screen. */
export function ViewTools({ stage, lensOn, fullScreen, className }: ViewToolsProps) {
  const { t } = useLingui();
  const tools: { icon: IconName; label: string; key: string; pressed?: boolean; act: () => void }[] = [
    { icon: "turn", label: t`Turn by a quarter`, key: "O", act: () => stage?.turn(1) },
    { icon: "flip", label: t`Flip left and right`, key: "Shift O", act: () => stage?.flip() },
    { icon: "lens", label: t`Lens`, key: "L", pressed: lensOn, act: () => stage?.lens((lens) => lens.toggle()) },
    { icon: "whole", label: t`Full screen`, key: "W", pressed: fullScreen.on, act: fullScreen.toggle },
  ];
  return tools.map(({ icon, label, key, pressed, act }) => (
    <button key={icon} type="button" className={className} aria-label={label} aria-pressed={pressed} title={t`${label}: key ${key}`} onClick={act}>
      <Icon name={icon} />
    </button>
  ));
}
