import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useParams } from "wouter";

import { previewQuery } from "../../api/build";
import type { Preview } from "../../api/build";
import { useProject } from "../../api/queries";
import type { Project } from "../../api/types";
import { BarSlot } from "../../ui/BarSlot";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { useTitle } from "../../ui/useTitle";
import { Labelling } from "../classify/Labelling";
import { useSessionState } from "../classify/useLabellingSession";
import type { LabellingSession } from "../classify/model/session";
import { WorkbenchSkeleton } from "../classify/WorkbenchSkeleton";
import bench from "../classify/Workbench.module.css";
import { previewSession } from "./previewSession";

/** The labelling page with the draft's questions, for the people who run the project; nothing is stored. */
export default function PreviewPage() {
  const { slug = "" } = useParams();
  const { t } = useLingui();
  useTitle(t`Preview`);
  const project = useProject(slug);
  const preview = useQuery(previewQuery(slug));
  const failed = project.error ?? preview.error;
  if (failed !== null) return <ErrorState error={failed} onRetry={() => void Promise.all([project.refetch(), preview.refetch()])} />;
  if (project.data === undefined || preview.data === undefined) return <WorkbenchSkeleton />;
  return <Trial key={preview.dataUpdatedAt} project={project.data} preview={preview.data} onAgain={() => void preview.refetch()} />;
}

function Trial({ project, preview, onAgain }: { project: Project; preview: Preview; onAgain: () => void }) {
  const { t } = useLingui();
  const [session] = useState(() => previewSession(project.slug, preview));
  useEffect(() => {
    void session.start();
    return () => void session.stop();
  }, [session]);
  const [first, ...others] = preview.tasks;
  const back = <ButtonLink href={`/p/${project.slug}/build`}><Trans>Back to building</Trans></ButtonLink>;
  if (first === undefined || first.choices.length === 0) {
    return (
      <EmptyState heading="h1" title={t`Nothing to ask yet`} action={back}>
        <Trans>Write a question and choices first.</Trans>
      </EmptyState>
    );
  }
  return (
    <>
      <BarSlot>
        <span className={bench.project}><Trans>Preview: nothing is stored</Trans></span>
        {back}
      </BarSlot>
      <UntilDone session={session} onAgain={onAgain} back={back}>
        <Labelling project={project} tasks={[first, ...others]} session={session} />
      </UntilDone>
    </>
  );
}

interface UntilDoneProps {
  session: LabellingSession;
  onAgain: () => void;
  back: React.ReactNode;
  children: React.ReactNode;
}

function UntilDone({ session, onAgain, back, children }: UntilDoneProps) {
  const { t } = useLingui();
  const { status } = useSessionState(session);
  if (status !== "exhausted") return children;
  const action = (
    <>
      <Button look="primary" onClick={onAgain}>
        <Trans>Other images</Trans>
      </Button>
      {back}
    </>
  );
  return (
    <EmptyState heading="h1" title={t`That was the preview`} action={action}>
      <Trans>Volunteers would go on with further images.</Trans>
    </EmptyState>
  );
}
