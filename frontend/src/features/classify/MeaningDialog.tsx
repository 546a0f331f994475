import { Trans } from "@lingui/react/macro";

import type { Task } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Meaning } from "./ChoiceInfo";

/** What a choice means, for screens without room for it beside the list. */
export function MeaningDialog({ open, task, code, onClose }: { open: boolean; task: Task; code: string | null; onClose: () => void }) {
  const choice = task.choices.find((each) => each.code === code);
  return (
    <Dialog title={choice?.name ?? ""} open={open && choice !== undefined} onClose={onClose} actions={<Button onClick={onClose}><Trans>Close</Trans></Button>}>
      {choice !== undefined && <Meaning choice={choice} task={task} />}
    </Dialog>
  );
}
