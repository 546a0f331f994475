import { useSyncExternalStore } from "react";

/** What was typed into a form, and what the server had when the typing began. */
export interface Unsaved<Form, Stored> {
  form: Form;
  base: Stored;
}

/** By the form's id; outlives the form, so that another part of the page, or the preview, loses nothing. */
const kept = new Map<string, Unsaved<unknown, unknown>>();
const listeners = new Set<() => void>();

export function formId(name: string, queryKey: readonly unknown[]): string {
  return JSON.stringify([name, ...queryKey]);
}

const warn = (event: BeforeUnloadEvent) => event.preventDefault();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useUnsaved<Form, Stored>(id: string): Unsaved<Form, Stored> | null {
  return useSyncExternalStore(subscribe, () => readUnsaved<Form, Stored>(id));
}

export function readUnsaved<Form, Stored>(id: string): Unsaved<Form, Stored> | null {
  // An id belongs to one form, whose types these are.
  return (kept.get(id) as Unsaved<Form, Stored> | undefined) ?? null;
}

/** Keep what was typed, or with null forget it; while anything is kept, the browser asks before it leaves. */
export function keepUnsaved<Form, Stored>(id: string, unsaved: Unsaved<Form, Stored> | null): void {
  if (unsaved === null) kept.delete(id);
  else kept.set(id, unsaved);
  if (kept.size > 0) window.addEventListener("beforeunload", warn);
  else window.removeEventListener("beforeunload", warn);
  for (const listener of listeners) listener();
}
