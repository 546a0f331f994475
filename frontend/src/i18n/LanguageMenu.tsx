import { useLingui } from "@lingui/react/macro";

import { chooseLanguage, LANGUAGES } from "./languages";
import styles from "./LanguageMenu.module.css";

/** Every language of the app, each under its own name. */
export function LanguageMenu() {
  const { t, i18n } = useLingui();
  return (
    <select className={styles.menu} aria-label={t`Language`} value={i18n.locale} onChange={(event) => void chooseLanguage(event.target.value)}>
      {LANGUAGES.map(({ tag, name }) => (
        <option key={tag} value={tag} lang={tag}>
          {name}
        </option>
      ))}
    </select>
  );
}
