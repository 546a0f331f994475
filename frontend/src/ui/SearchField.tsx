import { useEffect, useState } from "react";

import { Field, Input } from "./Field";

const TYPING_PAUSE_MS = 250;

/** A search that asks only after a pause in typing. */
export function SearchField({ label, value, onChange }: { label: string; value: string; onChange: (search: string) => void }) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    // Changed from outside: by "Clear the filter" or the back button.
    setKnown(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return <Field label={label}>{(ids) => <Input {...ids} type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />}</Field>;
}
