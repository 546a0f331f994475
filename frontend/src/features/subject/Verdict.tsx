import { plural, t } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { SubjectDetail } from "../../api/subjects";
import type { Project } from "../../api/types";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { PValuePlot } from "../../ui/charts/PValuePlot";
import { formatMoment } from "../../ui/format";
import styles from "./Subject.module.css";

const SHOWN_AT_FIRST = 10;

/** What the votes say: the consensus in words, and every choice's votes with its p-value. */
export function Verdict({ project, subject }: { project: Project; subject: SubjectDetail }) {
  const { t: say } = useLingui();
  return (
    <Card className={styles.verdict}>
      <h2>{subject.consensus.length > 0 ? say`Consensus` : say`No consensus`}</h2>
      {subject.consensus.length > 0 && (
        <p className={styles.chips}>
          {subject.consensus.map(({ code, name }) => (
            <Badge key={code} tone="accent">
              {name}
            </Badge>
          ))}
        </p>
      )}
      {subject.curated !== null && <Curated curated={subject.curated} />}
      <p className={styles.muted}>{outcome(subject)}</p>
      <Votes project={project} subject={subject} />
      {subject.questions.length > 0 && <Questions questions={subject.questions} />}
    </Card>
  );
}

/** What the yes-or-no questions about the subject have come to. */
function Questions({ questions }: { questions: SubjectDetail["questions"] }) {
  return (
    <div className={styles.reference}>
      <h3><Trans>Yes-or-no questions</Trans></h3>
      <ul className={styles.questions}>
        {questions.map(({ task, question, n, yes, state, is_yes }) => (
          <li key={task}>
            <span>
              <bdi>{question}</bdi>
              <span className={styles.muted}>
                {" "}
                <Trans>{yes} of {n} say yes</Trans>
              </span>
            </span>
            <Badge tone={is_yes === true ? "accent" : state === "disputed" ? "warn" : "neutral"}>
              {is_yes === true && <Trans>Yes</Trans>}
              {is_yes === false && <Trans>No</Trans>}
              {is_yes === null && (state === "disputed" ? <Trans>Disputed</Trans> : <Trans>Open</Trans>)}
            </Badge>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What a curator says in place of the volunteers. */
function Curated({ curated }: { curated: NonNullable<SubjectDetail["curated"]> }) {
  return (
    <div className={styles.reference}>
      <h3><Trans>Label by a curator</Trans></h3>
      <p className={styles.chips}>
        {curated.choices.map(({ code, name }) => (
          <Badge key={code} tone="good">
            {name}
          </Badge>
        ))}
        {curated.choices.length === 0 && <Trans>None of the choices</Trans>}
      </p>
      {curated.reason !== "" && <p className={styles.muted}>{curated.reason}</p>}
    </div>
  );
}

function outcome({ state, n, decided_at, decided_at_n }: SubjectDetail): string {
  const votes = plural(n, { one: "# counted classification", other: "# counted classifications" });
  const after = plural(decided_at_n ?? n, { one: "# classification", other: "# classifications" });
  const when = decided_at === null ? "–" : formatMoment(decided_at);
  if (state === "reached") return t`Reached after ${after} on ${when}.`;
  if (state === "disputed") return t`Still disputed after ${votes} on ${when}; nobody is asked any more.`;
  if (state === "withdrawn") return t`Withdrawn: nobody is shown it any more. On record: ${votes}.`;
  return t`Still open with ${votes}.`;
}

function Votes({ project, subject }: { project: Project; subject: SubjectDetail }) {
  const { t: say } = useLingui();
  const [all, setAll] = useState(false);
  const task = project.tasks[0];
  if (task === undefined || subject.n === 0) return <p className={styles.muted}><Trans>Nobody has looked at it yet.</Trans></p>;
  const rows = subject.votes
    .map(({ code, name, votes, p_value }) => ({ key: code, label: name, votes, p: p_value ?? 1 }))
    .sort((a, b) => b.votes - a.votes || a.p - b.p);
  const shown = all ? rows : rows.filter(({ votes }) => votes > 0).slice(0, SHOWN_AT_FIRST);
  return (
    <>
      <PValuePlot
        title={say`Votes and p-values`}
        summary={say`In the consensus below p = ${task.p_reached}; undecided from there up to ${task.p_open}, shaded. Decided from ${task.minimum_votes} classifications on.`}
        data={shown}
        n={subject.n}
        pReached={task.p_reached}
        pOpen={task.p_open}
      />
      {(all || shown.length < rows.length) && (
        <div>
          <Button look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? say`Fewer choices` : say`All ${rows.length} choices`}
          </Button>
        </div>
      )}
    </>
  );
}
