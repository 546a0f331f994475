import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "wouter";

import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { useToast } from "../../ui/Toast";
import styles from "./Data.module.css";

/** How a script fetches the same files. */
export function ForPrograms({ example }: { example: string }) {
  const { t } = useLingui();
  const toast = useToast();
  // A command is the same in every language.
  // eslint-disable-next-line lingui/no-unlocalized-strings
  const command = `curl --fail --remote-header-name --remote-name \\\n  --header "Authorization: Token $QUORUM_TOKEN" \\\n  ${window.location.origin}${example}`;
  const copy = () => {
    navigator.clipboard.writeText(command).then(
      () => toast(t`Copied.`),
      () => toast(t`Your browser does not allow copying.`, "bad"),
    );
  };
  return (
    <Card className={styles.programs}>
      <h2><Trans>From a script</Trans></h2>
      <p className={styles.muted}>
        <Trans>Make a token on <Link href="/me">your page</Link> and put it into the environment variable QUORUM_TOKEN. A token
        may read what you may read.</Trans>
      </p>
      {/* Scrollable by keyboard: a region that scrolls must take the focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.command} tabIndex={0} role="region" aria-label={t`From a script`}>
        {command}
      </pre>
      <div>
        <Button onClick={copy}><Trans>Copy the command</Trans></Button>
      </div>
    </Card>
  );
}
