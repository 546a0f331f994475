/** Line icons of the viewer, 20 x 20. */

const PATHS = {
  minus: "M5 10h10",
  plus: "M5 10h10M10 5v10",
  fit: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
  turn: "M15.5 7.5A6 6 0 1 0 16 11M16 3.5v4.2h-4.2",
  flip: "M10 3v14M7 6l-4 8h4zM13 6l4 8h-4z",
  lens: "M8.5 3.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12.2 12.2l4.3 4.3M8.5 6.5v4M6.5 8.5h4",
  whole: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4M7 7h6v6H7z",
  settings: "M3 6h8M15 6h2M3 14h2M9 14h8M11 6a2 2 0 1 0 4 0 2 2 0 1 0-4 0M5 14a2 2 0 1 0 4 0 2 2 0 1 0-4 0",
  close: "M5 5l10 10M15 5L5 15",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Sun({ rays }: { rays: boolean }) {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round">
      <circle cx="10" cy="10" r={rays ? 3.4 : 2.6} fill={rays ? "currentColor" : "none"} />
      {[0, 45, 90, 135, 180, 225, 270, 315].map((angle) => (
        <path key={angle} d={rays ? "M10 2.4v2" : "M10 4.6v.01"} transform={`rotate(${angle} 10 10)`} />
      ))}
    </svg>
  );
}
