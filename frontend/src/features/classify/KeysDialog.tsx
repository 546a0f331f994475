import { useLingui } from "@lingui/react/macro";
import { Fragment } from "react";

import type { Channel, Task } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Kbd } from "../../ui/Kbd";
import { signalChannel } from "../../viewer/palettes";
import { presetsOf } from "../../viewer/presets";
import styles from "./KeysDialog.module.css";

type Line = [keys: string[], meaning: string];

interface KeysDialogProps {
  open: boolean;
  /** What is asked; practice asks for choices. */
  kind?: Task["kind"];
  channels: readonly Channel[];
  onClose: () => void;
}

/** Every key of the labelling page. */
export function KeysDialog({ open, kind = "choose_many", channels, onClose }: KeysDialogProps) {
  const { t } = useLingui();
  const choosing = useAnswerLines();
  const yesOrNo = useYesNoLines();
  return (
    <Dialog title={t`Keys`} open={open} onClose={onClose} actions={<Button onClick={onClose}>{t`Close`}</Button>}>
      <Lines title={t`Answer`} lines={kind === "yes_no" ? yesOrNo : choosing} />
      <Lines title={t`Channels and colours`} lines={useChannelLines(channels)} />
      <Lines title={t`View`} lines={useViewLines()} />
    </Dialog>
  );
}

function useAnswerLines(): Line[] {
  const { t } = useLingui();
  return [
    [["A", "1"], t`Choose: the letter of the group, then the number`],
    [["/"], t`Filter the choices; Enter takes the first`],
    [["↑", "↓"], t`Move in the list; Space chooses`],
    [["I"], t`What the choice under focus or pointer looks like; Escape closes`],
    [["Enter"], t`Submit`],
    [["P"], t`Pass`],
    [["R"], t`Report something unusual`],
    [["U"], t`Undo the last answer, also Ctrl Z`],
    [["?"], t`This list`],
  ];
}

function useYesNoLines(): Line[] {
  const { t } = useLingui();
  return [
    [["Y"], t`Yes; on a touch screen swipe the image to the right`],
    [["N"], t`No; swipe to the left`],
    [["P"], t`Cannot tell; swipe up`],
    [["I"], t`What it looks like; Escape closes`],
    [["R"], t`Report something unusual`],
    [["U"], t`Undo the last answer, also Ctrl Z`],
    [["?"], t`This list`],
  ];
}

function useChannelLines(channels: readonly Channel[]): Line[] {
  const { t } = useLingui();
  const both = presetsOf(channels).find((preset) => preset.kind === "both");
  const signal = signalChannel(channels)?.name ?? "";
  const other = both?.other ?? "";
  return [
    ...channels.map(({ name }, at): Line => [[String(at + 1)], t`${name} on or off; with Shift, alone`]),
    [["0"], t`All channels`],
    [[","], t`Only ${signal}`],
    ...(both === undefined ? [] : [[["."], t`${signal} + ${other}`] satisfies Line]),
    [["[", "]"], t`Darker, brighter`],
    [["C"], t`The next palette`],
    [["V"], t`Image settings: contrast, colours, palettes`],
  ];
}

function useViewLines(): Line[] {
  const { t } = useLingui();
  return [
    [["+", "−"], t`Zoom, also wheel or pinch`],
    [["F"], t`Fit the whole image, also double click`],
    [["X"], t`One pixel of the original on one screen pixel`],
    [["←", "→"], t`Move the zoomed image, also drag`],
    [["L"], t`Lens, while held or until pressed again; on a touch screen rest a finger on the image`],
    [["O"], t`Turn by a quarter; with Shift, flip left and right`],
    [["W"], t`Full screen`],
  ];
}

function Lines({ title, lines }: { title: string; lines: Line[] }) {
  return (
    <section>
      <h3 className={styles.title}>{title}</h3>
      <dl className={styles.lines}>
        {lines.map(([keys, meaning]) => (
          <Fragment key={meaning}>
            <dt className={styles.keys}>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
