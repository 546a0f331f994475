import { Trans, useLingui } from "@lingui/react/macro";
import { useSearchParams } from "wouter";

import type { Project } from "../../api/types";
import { ButtonLink } from "../../ui/Button";
import { PageHeader } from "../../ui/PageHeader";
import { Tabs } from "../../ui/Tabs";
import { ProjectFrame } from "../project/ProjectFrame";
import { AboutForm } from "./AboutForm";
import { ChannelsForm } from "./ChannelsForm";
import { LadderForm } from "./LadderForm";
import { LaunchPanel } from "./LaunchPanel";
import { People } from "./People";
import { RewardsForm } from "./RewardsForm";
import { WorkflowEditor } from "./WorkflowEditor";

const PARTS = ["about", "channels", "choices", "questions", "learning", "rewards", "people", "launch"] as const;
type Part = (typeof PARTS)[number];

/** Where owners create and change their project, part by part. */
export default function BuildPage() {
  return (
    <ProjectFrame section="build" needs="mayOwn">
      {(project) => <Builder project={project} />}
    </ProjectFrame>
  );
}

function Builder({ project }: { project: Project }) {
  const { t } = useLingui();
  const [search, setSearch] = useSearchParams();
  const part = PARTS.find((known) => known === search.get("part")) ?? "about";
  const { slug } = project;
  const labels: Record<Part, string> = {
    about: t`About`,
    channels: t`Channels`,
    choices: t`Choices`,
    questions: t`Questions`,
    learning: t`Learning`,
    rewards: t`Rewards`,
    people: t`People`,
    launch: t`Go live`,
  };
  return (
    <>
      <PageHeader
        title={t`Build the project`}
        lead={t`Texts and switches change at once. Questions and choices are a draft until you publish them.`}
        actions={
          <ButtonLink href={`/p/${slug}/preview`}>
            <Trans>Preview as a volunteer</Trans>
          </ButtonLink>
        }
      />
      <Tabs
        label={t`Parts of the project`}
        tabs={PARTS.map((key) => ({ key, label: labels[key] }))}
        selected={part}
        onSelect={(key) => setSearch({ part: key }, { replace: true })}
      >
        {part === "about" && <AboutForm slug={slug} />}
        {part === "channels" && <ChannelsForm slug={slug} />}
        {(part === "choices" || part === "questions") && <WorkflowEditor slug={slug} part={part} />}
        {part === "learning" && <LadderForm slug={slug} />}
        {part === "rewards" && <RewardsForm slug={slug} />}
        {part === "people" && <People slug={slug} />}
        {part === "launch" && <LaunchPanel slug={slug} />}
      </Tabs>
    </>
  );
}
