import { Fragment } from "react";

import type { Channel } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Kbd } from "../../ui/Kbd";
import styles from "./KeysDialog.module.css";

type Line = [keys: string[], meaning: string];

const ANSWER: Line[] = [
  [["A", "1"], "Choose: the letter of the group, then the number"],
  [["/"], "Filter the choices; Enter takes the first"],
  [["↑", "↓"], "Move in the list; Space chooses"],
  [["Enter"], "Submit"],
  [["P"], "Pass"],
  [["R"], "Report something unusual"],
  [["U"], "Undo the last answer, also Ctrl Z"],
  [["?"], "This list"],
];

const VIEW: Line[] = [
  [["+", "−"], "Zoom, also wheel or pinch"],
  [["F"], "Fit the whole image, also double click"],
  [["X"], "One image pixel on one screen pixel"],
  [["←", "→"], "Move the zoomed image, also drag"],
  [["[", "]"], "Darker, brighter"],
  [["C"], "Colour-blind safe colours"],
  [["0"], "All channels"],
];

/** Every key of the labelling page. */
export function KeysDialog({ open, channels, onClose }: { open: boolean; channels: readonly Channel[]; onClose: () => void }) {
  const toggles: Line[] = channels.map((channel, at) => [[String(at + 1)], `${channel.name} on or off; with Shift, alone`]);
  return (
    <Dialog title="Keys" open={open} onClose={onClose} actions={<Button onClick={onClose}>Close</Button>}>
      <Lines title="Answer" lines={ANSWER} />
      <Lines title="Image" lines={[...toggles, ...VIEW]} />
    </Dialog>
  );
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
