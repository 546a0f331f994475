import { Trans, useLingui } from "@lingui/react/macro";

import { classes } from "./classes";
import { chooseTheme } from "./theme";
import styles from "./ThemeToggle.module.css";

/** Switches between dark and light, from what is on the screen now, and remembers the choice on this device; `worded` for menus. */
export function ThemeToggle({ worded = false }: { worded?: boolean }) {
  const { t } = useLingui();
  const toggle = (button: HTMLElement) => {
    const theme = getComputedStyle(button).colorScheme === "dark" ? "light" : "dark";
    chooseTheme(theme);
  };
  return (
    <button
      type="button"
      className={classes(styles.toggle, worded && styles.worded)}
      onClick={(event) => toggle(event.currentTarget)}
      aria-label={worded ? undefined : t`Switch between dark and light`}
    >
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
        <circle cx="10" cy="10" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
      </svg>
      {worded && <Trans>Switch between dark and light</Trans>}
    </button>
  );
}
