import js from "@eslint/js";
import a11y from "eslint-plugin-jsx-a11y";
import lingui from "eslint-plugin-lingui";
import hooks from "eslint-plugin-react-hooks";
import globals from "globals";
import ts from "typescript-eslint";

/** Attributes and calls whose strings are read by programs, not by people. */
const UNSEEN_NAMES = [
  "className", "key", "id", "type", "href", "role", "look", "size", "tone", "name", "rel", "target", "method", "d", "viewBox",
  "fill", "stroke", "width", "height", "transform", "lang", "dir", "kind", "section", "needs", "heading", "radius", "as",
];

export default ts.config(
  { ignores: ["dist", "src/api/schema.d.ts"] },
  js.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}", "vite.config.ts", "serviceWorker.ts"],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "react-hooks": hooks, "jsx-a11y": a11y },
    rules: {
      ...hooks.configs.recommended.rules,
      ...a11y.flatConfigs.recommended.rules,
      // The text lies inside <Trans>, one element deeper.
      "jsx-a11y/label-has-associated-control": ["error", { depth: 3 }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "max-lines": ["error", { max: 320, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["src/**/*.tsx"],
    ignores: ["src/**/*.test.tsx"],
    plugins: { lingui },
    rules: {
      "lingui/no-unlocalized-strings": [
        "error",
        {
          // Codes, addresses, class names, keys of the keyboard and drawings of icons.
          ignore: ["^(?![A-Z][a-z]+)\\S*$", "^[a-z0-9 .()%,/_:#&=?-]*$", "^quorum\\.", "^( · )?(Quorum|µm|px)$", "^(Enter|Escape|Shift)$", "^[A-Z]+$", "^[MmZzLlHhVvCcSsQqTtAa0-9 .,-]+$"],
          ignoreNames: [...UNSEEN_NAMES, { regex: { pattern: "^(data-|aria-(live|current|haspopup|hidden|describedby|labelledby))" } }],
          ignoreFunctions: ["Error", "new Error", "*.addEventListener", "*.querySelector", "*.querySelectorAll", "*.matches", "*.getElementById", "console.*", "classes", "import"],
        },
      ],
      "lingui/t-call-in-function": "error",
      "lingui/no-single-variables-to-translate": "error",
    },
  },
  { files: ["public/**/*.js", "eslint.config.js"], languageOptions: { globals: globals.browser } },
);
