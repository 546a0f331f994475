import { Trans, useLingui } from "@lingui/react/macro";

import type { NewToken as Token } from "../../api/tokens";
import { Button } from "../../ui/Button";
import { Field, Input } from "../../ui/Field";
import { useToast } from "../../ui/Toast";
import styles from "./Profile.module.css";

/** The key of a token just made: the only time that it is shown. */
export function NewToken({ token: { name, key }, onDone }: { token: Token; onDone: () => void }) {
  const { t } = useLingui();
  const toast = useToast();
  const copy = () => {
    navigator.clipboard.writeText(key).then(
      () => toast(t`Copied.`),
      () => toast(t`Your browser does not allow copying; select the key instead.`, "bad"),
    );
  };
  return (
    <div className={styles.newToken} role="status">
      <Field label={t`Key of ${name}`} hint={t`Copy it now; it is not shown again.`}>
        {(ids) => (
          <Input {...ids} readOnly value={key} className={styles.key} onFocus={(event) => event.target.select()} />
        )}
      </Field>
      <div className={styles.actions}>
        <Button look="primary" onClick={copy}>
          <Trans>Copy the key</Trans>
        </Button>
        <Button look="quiet" onClick={onDone}>
          <Trans>Done</Trans>
        </Button>
      </div>
    </div>
  );
}
