import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useSearchParams } from "wouter";

import { PageHeader } from "../../ui/PageHeader";
import { Tabs } from "../../ui/Tabs";
import { ProjectFrame } from "../project/ProjectFrame";
import { LoopPanel } from "./LoopPanel";
import { ModelList } from "./ModelList";
import { TableList } from "./TableList";

const TABS = [
  { key: "models", label: msg`Models` },
  { key: "loop", label: msg`Loop` },
  { key: "tables", label: msg`Training tables` },
] as const;

type View = (typeof TABS)[number]["key"];

/** What networks have learnt of the votes: models, the loop that makes them, and what they learnt from. */
export default function ModelsPage() {
  const { t } = useLingui();
  const [parameters, setParameters] = useSearchParams();
  const view: View = TABS.find(({ key }) => key === parameters.get("view"))?.key ?? "models";
  const select = (next: View) => setParameters(next === "models" ? {} : { view: next }, { replace: true });
  return (
    <ProjectFrame section="models" needs="mayRead">
      {({ slug }, { mayCurate }) => (
        <>
          <PageHeader
            title={t`Models`}
            lead={<Trans>Networks that learn from labels and votes. A live one helps to choose the next images; volunteers never see what it says.</Trans>}
          />
          <Tabs label={t`Models`} tabs={TABS.map(({ key, label }) => ({ key, label: t(label) }))} selected={view} onSelect={select}>
            {view === "models" && <ModelList slug={slug} />}
            {view === "loop" && <LoopPanel slug={slug} mayAct={mayCurate} />}
            {view === "tables" && <TableList slug={slug} />}
          </Tabs>
        </>
      )}
    </ProjectFrame>
  );
}
