import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Assignment, Channel, RemarkKind } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Select, TextArea } from "../../ui/Field";
import { PlacePicker } from "../talk/PlacePicker";
import { REMARK_KINDS } from "../talk/wording";
import { NO_REMARK } from "./draft";
import type { RemarkDraft } from "./draft";
import styles from "./RemarkDialog.module.css";

const LONGEST = 1000;

interface RemarkDialogProps {
  open: boolean;
  remark: RemarkDraft;
  assignment: Assignment | null;
  channels: readonly Channel[];
  onClose: () => void;
  onSave: (remark: RemarkDraft) => void;
}

/** A note about the image; it goes with the answer. */
export function RemarkDialog({ open, remark, assignment, channels, onClose, onSave }: RemarkDialogProps) {
  const { t } = useLingui();
  const [draft, setDraft] = useState(remark);
  const [marking, setMarking] = useState(remark.place !== null);
  const text = draft.text.trim();
  const save = () => onSave(text === "" ? NO_REMARK : { ...draft, text });
  return (
    <Dialog
      title={t`Report something unusual`}
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" onClick={save}>
            <Trans>Keep the remark</Trans>
          </Button>
        </>
      }
    >
      <Field
        label={t`What is unusual?`}
        hint={t`It is sent together with your answer: please answer or pass as well. The curators read it, and so do volunteers who have answered this image.`}
      >
        {(ids) => (
          <TextArea
            {...ids}
            value={draft.text}
            maxLength={LONGEST}
            onChange={(event) => setDraft({ ...draft, text: event.target.value })}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
            }}
          />
        )}
      </Field>
      <Field label={t`What kind of thing is it?`}>
        {(ids) => (
          <Select {...ids} value={draft.kind} onChange={(event) => setDraft({ ...draft, kind: event.target.value as RemarkKind })}>
            {Object.entries(REMARK_KINDS).map(([kind, name]) => (
              <option key={kind} value={kind}>
                {t(name)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {assignment !== null && (
        <div className={styles.place}>
          <div className={styles.buttons}>
            <Button aria-expanded={marking} onClick={() => setMarking(!marking)}>
              {draft.place === null ? <Trans>Mark the place</Trans> : <Trans>Place marked</Trans>}
            </Button>
            {draft.place !== null && (
              <Button look="quiet" onClick={() => setDraft({ ...draft, place: null })}>
                <Trans>Remove the mark</Trans>
              </Button>
            )}
          </div>
          {marking && (
            <PlacePicker assignment={assignment} channels={channels} place={draft.place} onPlace={(place) => setDraft({ ...draft, place })} />
          )}
        </div>
      )}
    </Dialog>
  );
}
