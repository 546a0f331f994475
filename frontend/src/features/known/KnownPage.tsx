import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Project } from "../../api/types";
import { PageHeader } from "../../ui/PageHeader";
import { Tabs } from "../../ui/Tabs";
import { ProjectFrame } from "../project/ProjectFrame";
import { KnownAnswers } from "./KnownAnswers";
import { Proposals } from "./Proposals";
import { Volunteers } from "./Volunteers";

type Part = "answers" | "proposals" | "volunteers";

/** Images whose answer is known, what could become one, and what they show of volunteers. */
export default function KnownPage() {
  return (
    <ProjectFrame section="known" needs="mayCurate">
      {(project) => <Known project={project} />}
    </ProjectFrame>
  );
}

function Known({ project }: { project: Project }) {
  const { t } = useLingui();
  const [part, setPart] = useState<Part>("answers");
  return (
    <>
      <PageHeader
        title={t`Known answers`}
        lead={<Trans>Images whose answer is known teach newcomers, and as controls they tell how far each volunteer can be trusted. They collect no votes.</Trans>}
      />
      <Tabs
        label={t`Known answers`}
        selected={part}
        onSelect={setPart}
        tabs={[
          { key: "answers", label: t`Known answers` },
          { key: "proposals", label: t`Proposals` },
          { key: "volunteers", label: t`Volunteers` },
        ]}
      >
        {part === "answers" && <KnownAnswers slug={project.slug} />}
        {part === "proposals" && <Proposals slug={project.slug} />}
        {part === "volunteers" && <Volunteers slug={project.slug} />}
      </Tabs>
    </>
  );
}
