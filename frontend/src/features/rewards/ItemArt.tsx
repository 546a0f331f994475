import type { ReactNode } from "react";

import styles from "./Rewards.module.css";

const AVATARS: Record<string, ReactNode> = {
  "avatar-cell": (
    <>
      <path d="M9 25c-1-9 6-16 15-16s16 6 15 15-7 15-15 15S10 34 9 25z" />
      <circle cx="27" cy="23" r="6" />
      <path d="M15 27h3M18 33h2M17 19h2" />
    </>
  ),
  "avatar-spindle": <path d="M8 24h3M37 24h3M11 24c6-10 20-10 26 0-6 10-20 10-26 0zM11 24h26M18 18l3 12M24 17v14M30 18l-3 12" />,
  "avatar-mitochondrion": (
    <>
      <rect x="7" y="15" width="34" height="18" rx="9" />
      <path d="M14 15v10M20 33V22M26 15v11M32 33V22" />
    </>
  ),
  "avatar-vesicles": (
    <>
      <circle cx="17" cy="18" r="7" />
      <circle cx="32" cy="16" r="4" />
      <circle cx="31" cy="31" r="8" />
      <circle cx="15" cy="34" r="3" />
    </>
  ),
  "avatar-helix": <path d="M16 7c0 12 16 12 16 24 0 5-3 8-5 10M32 7c0 12-16 12-16 24 0 5 3 8 5 10M18 12h12M18 31h12M21 37h6M21 17h6" />,
  "avatar-diatom": (
    <>
      <circle cx="24" cy="24" r="16" />
      <circle cx="24" cy="24" r="5" />
      <path d="M24 8v11M24 29v11M8 24h11M29 24h11M13 13l7 7M28 28l7 7M35 13l-7 7M20 28l-7 7" />
    </>
  ),
};

/** A bought avatar, or a quiet dot for none. */
export function AvatarArt({ code, size = 32 }: { code: string; size?: number }) {
  return (
    <svg viewBox="0 0 48 48" width={size} height={size} aria-hidden="true" className={styles.avatar}>
      {AVATARS[code] ?? <circle cx="24" cy="24" r="8" />}
    </svg>
  );
}

/** The accent of a palette as it looks in the present theme. */
export function PaletteArt({ code }: { code: string }) {
  return <span className={styles.swatch} data-swatch={code} aria-hidden="true" />;
}
