import { useState } from "react";

import styles from "./ThemeToggle.module.css";

function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return chosen === undefined ? !window.matchMedia("(prefers-color-scheme: light)").matches : chosen === "dark";
}

/** Switches between dark and light and remembers the choice on this device. */
export function ThemeToggle() {
  const [dark, setDark] = useState(isDark);
  const toggle = () => {
    const theme = dark ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    setDark(!dark);
    try {
      localStorage.setItem("quorum.theme", theme);
    } catch {
      // Blocked storage: the choice then lasts for this page only.
    }
  };
  return (
    <button type="button" className={styles.toggle} onClick={toggle} aria-label={dark ? "Use the light theme" : "Use the dark theme"}>
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
        <circle cx="10" cy="10" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
      </svg>
    </button>
  );
}
