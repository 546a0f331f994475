import type { NewToken as Token } from "../../api/tokens";
import { Button } from "../../ui/Button";
import { Field, Input } from "../../ui/Field";
import { useToast } from "../../ui/Toast";
import styles from "./Profile.module.css";

/** The key of a token just made: the only time that it is shown. */
export function NewToken({ token: { name, key }, onDone }: { token: Token; onDone: () => void }) {
  const toast = useToast();
  const copy = () => {
    navigator.clipboard.writeText(key).then(
      () => toast("Copied."),
      () => toast("Your browser does not allow copying; select the key instead.", "bad"),
    );
  };
  return (
    <div className={styles.newToken} role="status">
      <Field label={`Key of ${name}`} hint="Copy it now; it is not shown again.">
        {(ids) => (
          <Input {...ids} readOnly value={key} className={styles.key} onFocus={(event) => event.target.select()} />
        )}
      </Field>
      <div className={styles.actions}>
        <Button look="primary" onClick={copy}>
          Copy the key
        </Button>
        <Button look="quiet" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}
