import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";

import { addKnownAnswer } from "../../api/known";
import type { SubjectDetail } from "../../api/subjects";
import type { Project } from "../../api/types";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Checkbox } from "../../ui/Field";
import { useToast } from "../../ui/Toast";
import styles from "./Known.module.css";
import { PURPOSES } from "./wording";

/** Makes a control of the subject, or says what it serves already. */
export function MakeControl({ project, subject }: { project: Project; subject: SubjectDetail }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  if (subject.known_answer !== null) {
    return (
      <Link href={`/p/${project.slug}/known`}>
        <Badge tone="accent">{t(PURPOSES[subject.known_answer.purpose])}</Badge>
      </Link>
    );
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}><Trans>Make it a control</Trans></Button>
      {open && <ControlDialog project={project} subject={subject} onClose={() => setOpen(false)} />}
    </>
  );
}

interface ControlDialogProps {
  project: Project;
  subject: SubjectDetail;
  onClose: () => void;
}

function ControlDialog({ project, subject, onClose }: ControlDialogProps) {
  const { t } = useLingui();
  const known = subject.curated?.choices ?? subject.consensus;
  const [chosen, setChosen] = useState<string[]>(known.map(({ code }) => code));
  const queries = useQueryClient();
  const toast = useToast();
  const addition = useMutation({
    mutationFn: () => addKnownAnswer(project.slug, { subject: subject.id, purpose: "control", choices: chosen }),
    onSuccess: async () => {
      onClose();
      toast(t`The image is a control now.`);
      await queries.invalidateQueries({ queryKey: ["project", project.slug] });
    },
  });
  const toggle = (code: string, on: boolean) => setChosen((codes) => (on ? [...codes, code] : codes.filter((one) => one !== code)));
  return (
    <Dialog
      title={t`What is right for ${subject.external_id}?`}
      open
      onClose={onClose}
      actions={
        <>
          <Button look="quiet" onClick={onClose}><Trans>Cancel</Trans></Button>
          <Button look="primary" busy={addition.isPending} onClick={() => addition.mutate()}><Trans>Make it a control</Trans></Button>
        </>
      }
    >
      <p><Trans>The image collects no votes any more. Volunteers meet it among the others, and their answers show how far they can be trusted.</Trans></p>
      <div className={styles.choices} role="group" aria-label={t`What is right`}>
        {subject.votes.map(({ code, name }) => (
          <Checkbox key={code} label={name} checked={chosen.includes(code)} onChange={(event) => toggle(code, event.target.checked)} />
        ))}
      </div>
      {addition.error !== null && <p role="alert">{addition.error.message}</p>}
    </Dialog>
  );
}
