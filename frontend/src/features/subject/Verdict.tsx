import { useState } from "react";

import type { SubjectDetail } from "../../api/subjects";
import type { Project } from "../../api/types";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { PValuePlot } from "../../ui/charts/PValuePlot";
import { countOf, formatMoment } from "../../ui/format";
import styles from "./Subject.module.css";

const SHOWN_AT_FIRST = 10;

/** What the votes say: the consensus in words, and every choice's votes with its p-value. */
export function Verdict({ project, subject }: { project: Project; subject: SubjectDetail }) {
  return (
    <Card className={styles.verdict}>
      <h2>{subject.consensus.length > 0 ? "Consensus" : "No consensus"}</h2>
      {subject.consensus.length > 0 && (
        <p className={styles.chips}>
          {subject.consensus.map(({ code, name }) => (
            <Badge key={code} tone="accent">
              {name}
            </Badge>
          ))}
        </p>
      )}
      <p className={styles.muted}>{outcome(subject)}</p>
      <Votes project={project} subject={subject} />
    </Card>
  );
}

function outcome({ state, n, decided_at, decided_at_n }: SubjectDetail): string {
  const votes = countOf(n, "counted classification");
  const when = decided_at === null ? "" : ` on ${formatMoment(decided_at)}`;
  if (state === "reached") return `Reached after ${countOf(decided_at_n ?? n, "classification")}${when}.`;
  if (state === "disputed") return `Still disputed after ${votes}${when}; nobody is asked any more.`;
  if (state === "withdrawn") return `Withdrawn: nobody is shown it any more. On record: ${votes}.`;
  return `Still open with ${votes}.`;
}

function Votes({ project, subject }: { project: Project; subject: SubjectDetail }) {
  const [all, setAll] = useState(false);
  const task = project.tasks[0];
  if (task === undefined || subject.n === 0) return <p className={styles.muted}>Nobody has looked at it yet.</p>;
  const rows = subject.votes
    .map(({ code, name, votes, p_value }) => ({ key: code, label: name, votes, p: p_value ?? 1 }))
    .sort((a, b) => b.votes - a.votes || a.p - b.p);
  const shown = all ? rows : rows.filter(({ votes }) => votes > 0).slice(0, SHOWN_AT_FIRST);
  return (
    <>
      <PValuePlot
        title="Votes and p-values"
        summary={`In the consensus below p = ${task.p_reached}; undecided from there up to ${task.p_open}, shaded. Decided from ${task.minimum_votes} classifications on.`}
        data={shown}
        n={subject.n}
        pReached={task.p_reached}
        pOpen={task.p_open}
      />
      {(all || shown.length < rows.length) && (
        <div>
          <Button look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? "Fewer choices" : `All ${rows.length} choices`}
          </Button>
        </div>
      )}
    </>
  );
}
