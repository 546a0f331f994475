import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";

/** Catalogues of translations: gettext files, found in the source by `npm run extract`. */
export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "sv", "de", "fr", "es", "ja"],
  catalogs: [{ path: "<rootDir>/src/i18n/catalogues/{locale}", include: ["src"] }],
  // Line numbers would change every catalogue with every edit.
  format: formatter({ lineNumbers: false }),
});
