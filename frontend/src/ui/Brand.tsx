/** Quorum's mark: three circles that agree on one point. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 28 28" width={size} height={size} aria-hidden="true" fill="none">
      <g stroke="var(--accent)" strokeWidth="2.1">
        <circle cx="14" cy="10" r="6.4" />
        <circle cx="8.9" cy="17.8" r="6.4" />
        <circle cx="19.1" cy="17.8" r="6.4" />
      </g>
      <circle cx="14" cy="15.2" r="2" fill="currentColor" />
    </svg>
  );
}
