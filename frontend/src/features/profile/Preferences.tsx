import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { chooseLanguage, LANGUAGES } from "../../i18n/languages";
import { Card } from "../../ui/Card";
import { Field, Select } from "../../ui/Field";
import { chooseTheme, chosenTheme } from "../../ui/theme";
import type { Theme } from "../../ui/theme";
import styles from "./Profile.module.css";

/** How the app looks and speaks on this device. */
export function Preferences() {
  const { t, i18n } = useLingui();
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <Card className={styles.card}>
      <h2>
        <Trans>On this device</Trans>
      </h2>
      <Field label={t`Language`}>
        {(ids) => (
          <Select {...ids} value={i18n.locale} onChange={(event) => void chooseLanguage(event.target.value)}>
            {LANGUAGES.map(({ tag, name }) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t`Colours`}>
        {(ids) => (
          <Select
            {...ids}
            value={theme}
            onChange={(event) => {
              const chosen = event.target.value as Theme;
              setTheme(chosen);
              chooseTheme(chosen);
            }}
          >
            <option value="system">{t`As the system`}</option>
            <option value="dark">{t`Dark`}</option>
            <option value="light">{t`Light`}</option>
          </Select>
        )}
      </Field>
    </Card>
  );
}
