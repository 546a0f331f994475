import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { DraftChoice } from "../../api/build";
import { Button } from "../../ui/Button";
import { classes } from "../../ui/classes";
import styles from "./Build.module.css";
import { ChoiceForm } from "./ChoiceForm";
import { BLANK_CHOICE, changeChoice, freshCode, removeChoice, treeLines } from "./choiceTree";
import { moved } from "./moved";
import { Templates } from "./Templates";

interface ChoicesEditorProps {
  choices: readonly DraftChoice[];
  onChange: (choices: DraftChoice[]) => void;
}

/** The tree at the left, the words of the chosen node at the right. */
export function ChoicesEditor({ choices, onChange }: ChoicesEditorProps) {
  const { t } = useLingui();
  const [at, setAt] = useState(0);
  const chosen = choices[at];
  const add = (changes: Partial<DraftChoice>) => {
    onChange([...choices, { ...BLANK_CHOICE, code: freshCode(choices), name: t`New choice`, ...changes }]);
    setAt(choices.length);
  };
  if (choices.length === 0) return <Templates onTake={onChange} onBlank={() => add({})} />;
  return (
    <div className={styles.columns}>
      <div className={styles.form}>
        <ul className={styles.tree} aria-label={t`Tree of choices`}>
          {treeLines(choices).map(({ choice, at: place, depth }) => (
            <li key={place}>
              <button
                type="button"
                className={classes(styles.node, !choice.selectable && styles.group)}
                style={{ paddingInlineStart: 8 + 20 * depth }}
                aria-current={place === at}
                onClick={() => setAt(place)}
              >
                <span className={styles.code}>{choice.code}</span>
                {choice.name}
              </button>
            </li>
          ))}
        </ul>
        <div className={styles.tools}>
          <Button onClick={() => add({ parent: chosen === undefined || chosen.selectable ? (chosen?.parent ?? null) : chosen.code })}>
            <Trans>Add a choice</Trans>
          </Button>
          <Button onClick={() => add({ selectable: false, name: t`New group` })}>
            <Trans>Add a group</Trans>
          </Button>
        </div>
      </div>
      {chosen !== undefined && (
        <ChoiceForm
          choice={chosen}
          choices={choices}
          onChange={(changes) => onChange(changeChoice(choices, at, changes))}
          onMove={(step) => {
            const to = at + step;
            if (to < 0 || to >= choices.length) return;
            onChange(moved(choices, at, to));
            setAt(to);
          }}
          onRemove={() => {
            onChange(removeChoice(choices, at));
            setAt(Math.max(0, at - 1));
          }}
        />
      )}
    </div>
  );
}
