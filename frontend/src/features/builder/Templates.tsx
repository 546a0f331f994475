import { Trans, useLingui } from "@lingui/react/macro";

import { templatesQuery } from "../../api/build";
import type { DraftChoice } from "../../api/build";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Loaded } from "./Loaded";

/** The first step: take a set of choices that ships with Quorum, or begin with nothing. */
export function Templates({ onTake, onBlank }: { onTake: (choices: DraftChoice[]) => void; onBlank: () => void }) {
  const { t } = useLingui();
  return (
    <Loaded query={templatesQuery}>
      {(templates) => (
        <EmptyState
          title={t`Nothing to choose yet`}
          action={
            <>
              {templates.map(({ slug, title, choices }) => (
                <Button key={slug} onClick={() => onTake(choices)}>
                  {title}
                </Button>
              ))}
              <Button look="primary" onClick={onBlank}>
                <Trans>Begin with an empty tree</Trans>
              </Button>
            </>
          }
        >
          <Trans>Take a set of choices and change it, or write your own.</Trans>
        </EmptyState>
      )}
    </Loaded>
  );
}
