const STORED = "quorum.theme";

export type Theme = "system" | "dark" | "light";

/** What was chosen on this device; `theme.js` reads the same before the first paint. */
export function chosenTheme(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === "dark" || theme === "light" ? theme : "system";
}

/** Show a theme from now on, also after the next start. */
export function chooseTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset.theme;
  else dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, theme);
  } catch {
    // Blocked storage: the choice then lasts for this page only.
  }
}
