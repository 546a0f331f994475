import { Link } from "wouter";

import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { useToast } from "../../ui/Toast";
import styles from "./Data.module.css";

/** How a script fetches the same files. */
export function ForPrograms({ example }: { example: string }) {
  const toast = useToast();
  const command = `curl --fail --remote-header-name --remote-name \\\n  --header "Authorization: Token $QUORUM_TOKEN" \\\n  ${window.location.origin}${example}`;
  const copy = () => {
    navigator.clipboard.writeText(command).then(
      () => toast("Copied."),
      () => toast("Your browser does not allow copying.", "bad"),
    );
  };
  return (
    <Card className={styles.programs}>
      <h2>From a script</h2>
      <p className={styles.muted}>
        Make a token on <Link href="/me">your page</Link> and put it into the environment variable QUORUM_TOKEN. A token
        may read what you may read.
      </p>
      <pre className={styles.command}>{command}</pre>
      <div>
        <Button onClick={copy}>Copy the command</Button>
      </div>
    </Card>
  );
}
