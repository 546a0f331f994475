import { Trans, useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { ladderQuery } from "../../api/ladder";
import { projectQuery } from "../../api/queries";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import styles from "./Workbench.module.css";

/** Practice comes before more work: why, without blame, and the way there. */
export function Returned({ slug }: { slug: string }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  useEffect(() => {
    void cache.invalidateQueries(ladderQuery(slug));
    return () => void cache.invalidateQueries({ queryKey: projectQuery(slug).queryKey, exact: true });
  }, [cache, slug]);
  return (
    <div className={styles.whole}>
      <EmptyState
        heading="h1"
        title={t`Time for a short practice`}
        action={
          <ButtonLink href={`/p/${slug}/learn`} look="primary" size="l">
            <Trans>See how it goes on</Trans>
          </ButtonLink>
        }
      >
        <Trans>
          Your last known images went less well than before; a short practice brings you back. It happens to everybody,
          and all your answers are safe.
        </Trans>
      </EmptyState>
    </div>
  );
}
