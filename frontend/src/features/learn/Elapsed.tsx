import { useEffect, useState } from "react";

import { formatElapsed } from "./duration";

/** The time between two moments; without an end it goes on with the clock. `ahead` as in JobRow. */
export function Elapsed({ from, to, ahead }: { from: string; to: string | null; ahead: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (to !== null) return undefined;
    const ticking = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(ticking);
  }, [to]);
  const end = to === null ? now + ahead : Date.parse(to);
  return <>{formatElapsed(end - Date.parse(from))}</>;
}
