import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { changeState, closeRound, draftQuery, launchProject, launchQuery, openRound, publishDraft, settingsQuery, versionsQuery } from "../../api/build";
import type { KeptDraft, LaunchStep, Settings, WorkflowVersion } from "../../api/build";
import { Button, ButtonLink } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { Field, Input } from "../../ui/Field";
import { formatDate } from "../../ui/format";
import styles from "./Build.module.css";
import { Loaded } from "./Loaded";
import { formId, useUnsaved } from "./unsaved";

/** Publishing, rounds, and the project's state. */
export function LaunchPanel({ slug }: { slug: string }) {
  return (
    <div className={styles.form}>
      <Loaded query={draftQuery(slug)}>{(kept) => <Publishing slug={slug} kept={kept} />}</Loaded>
      <Loaded query={versionsQuery(slug)}>{(versions) => <Versions slug={slug} versions={versions} />}</Loaded>
      <Loaded query={settingsQuery(slug)}>{(settings) => <State slug={slug} settings={settings} />}</Loaded>
    </div>
  );
}

function useAction(slug: string, mutationFn: () => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["build", slug] });
      await queries.invalidateQueries({ queryKey: ["project", slug] });
    },
  });
}

function Failure({ error }: { error: Error | null }) {
  return error === null ? null : (
    <p role="alert" className={styles.failed}>
      {error.message}
    </p>
  );
}

function Publishing({ slug, kept }: { slug: string; kept: KeptDraft }) {
  const { t } = useLingui();
  const [reason, setReason] = useState("");
  const publishing = useAction(slug, () => publishDraft(slug, kept.revision, reason));
  const unsaved = useUnsaved(formId("draft", draftQuery(slug).queryKey)) !== null;
  const ready = kept.revision > 0 && kept.problems.length === 0;
  return (
    <Card className={styles.form}>
      <h2><Trans>Publish the draft</Trans></h2>
      <p className={styles.muted}>
        <Trans>A published version never changes. Votes under way go on under the version of their round.</Trans>
      </p>
      {unsaved && (
        <p role="status" className={styles.failed}>
          <Trans>The draft has changes that are not saved: they are not part of what is published here.</Trans>
        </p>
      )}
      {kept.problems.length > 0 && (
        <ul className={styles.problems}>
          {kept.problems.map(({ code, message, task }) => (
            <li key={`${code} ${task ?? ""}`}>{message}</li>
          ))}
        </ul>
      )}
      <Field label={t`What changed and why`} hint={t`Kept in the history of the project.`}>
        {(ids) => <Input {...ids} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <div className={styles.tools}>
        <Button look="primary" disabled={!ready} busy={publishing.isPending} onClick={() => publishing.mutate()}>
          <Trans>Publish as a new version</Trans>
        </Button>
        {kept.revision === 0 && <span className={styles.muted}><Trans>The draft equals what is published.</Trans></span>}
      </div>
      <Failure error={publishing.error} />
    </Card>
  );
}

function Versions({ slug, versions }: { slug: string; versions: WorkflowVersion[] }) {
  const opening = useAction(slug, () => openRound(slug));
  const closing = useAction(slug, () => closeRound(slug));
  const isOpen = versions.some(({ rounds }) => rounds.some(({ state }) => state === "open"));
  return (
    <Card className={styles.form}>
      <h2><Trans>Versions and rounds</Trans></h2>
      <ul className={styles.list}>
        {versions.map((version) => (
          <VersionLine key={version.number} version={version} />
        ))}
      </ul>
      <div className={styles.tools}>
        <Button disabled={!isOpen} busy={closing.isPending} onClick={() => closing.mutate()}>
          <Trans>Close the open round</Trans>
        </Button>
        <Button disabled={isOpen || versions.length === 0} busy={opening.isPending} onClick={() => opening.mutate()}>
          <Trans>Open a round of the newest version</Trans>
        </Button>
      </div>
      <Failure error={opening.error ?? closing.error} />
    </Card>
  );
}

function VersionLine({ version }: { version: WorkflowVersion }) {
  const { number, rounds, questions } = version;
  const published = formatDate(version.created_at);
  return (
    <li className={styles.item}>
      <strong>
        <Trans>Version {number}, published {published}</Trans>
      </strong>
      <span>{questions.join(" · ")}</span>
      {rounds.map((round) => (
        <span key={round.number} className={styles.muted}>
          {round.state === "open" ? (
            <Trans>Round {round.number}: open since {formatDate(round.opened_at)}</Trans>
          ) : (
            <Trans>Round {round.number}: closed</Trans>
          )}
        </span>
      ))}
    </li>
  );
}

function State({ slug, settings }: { slug: string; settings: Settings }) {
  const launching = useAction(slug, () => launchProject(slug, ""));
  const pausing = useAction(slug, () => changeState(slug, "paused", ""));
  const finishing = useAction(slug, () => changeState(slug, "finished", ""));
  const { state } = settings;
  return (
    <Card className={styles.form}>
      <h2>
        {state === "live" && <Trans>The project is live</Trans>}
        {state === "draft" && <Trans>The project is a draft that only you can see</Trans>}
        {state === "paused" && <Trans>The project is paused</Trans>}
        {state === "finished" && <Trans>The project is finished</Trans>}
      </h2>
      {state !== "live" && <Loaded query={launchQuery(slug)}>{(steps) => <Checklist slug={slug} steps={steps} />}</Loaded>}
      <div className={styles.tools}>
        {state !== "live" && (
          <Button look="primary" busy={launching.isPending} onClick={() => launching.mutate()}>
            <Trans>Go live</Trans>
          </Button>
        )}
        {state === "live" && (
          <Button busy={pausing.isPending} onClick={() => pausing.mutate()}>
            <Trans>Pause</Trans>
          </Button>
        )}
        {(state === "live" || state === "paused") && (
          <Button look="quiet" busy={finishing.isPending} onClick={() => finishing.mutate()}>
            <Trans>Finish</Trans>
          </Button>
        )}
      </div>
      <Failure error={launching.error ?? pausing.error ?? finishing.error} />
    </Card>
  );
}

function Checklist({ slug, steps }: { slug: string; steps: LaunchStep[] }) {
  const { t } = useLingui();
  const words: Record<string, { text: string; href: string }> = {
    description: { text: t`A description`, href: `/p/${slug}/build?part=about` },
    terms: { text: t`Terms that volunteers agree to`, href: `/p/${slug}/build?part=about` },
    workflow: { text: t`A published version of the questions`, href: `/p/${slug}/build?part=questions` },
    subjects: { text: t`Images`, href: `/p/${slug}/import` },
  };
  return (
    <ul className={styles.checklist}>
      {steps.map(({ code, done }) => (
        <li key={code} className={done ? styles.done : styles.open}>
          <span aria-hidden="true">{done ? "✓" : "○"}</span>
          <span>
            {words[code]?.text ?? code}
            <span className="visually-hidden">{done ? t`: done` : t`: missing`}</span>
          </span>
          {!done && (
            <ButtonLink look="quiet" href={words[code]?.href ?? `/p/${slug}/build`}>
              <Trans>Go there</Trans>
            </ButtonLink>
          )}
        </li>
      ))}
    </ul>
  );
}
