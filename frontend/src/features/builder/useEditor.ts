import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

interface EditorOptions<Form, Stored> {
  /** What the server has. */
  stored: Stored;
  /** The part of it that is edited. */
  open: (stored: Stored) => Form;
  save: (form: Form) => Promise<Stored>;
  /** Where the answer is kept, and everything else that it makes out of date. */
  queryKey: readonly unknown[];
  stale?: readonly (readonly unknown[])[];
}

export interface Editor<Form> {
  form: Form;
  edit: (changes: Partial<Form>) => void;
  dirty: boolean;
  saving: boolean;
  error: Error | null;
  save: () => void;
  reload: () => void;
}

/** A form over something that the server keeps: edited here, saved on demand, never lost by leaving unasked. */
export function useEditor<Form extends object, Stored>({ stored, open, save, queryKey, stale = [] }: EditorOptions<Form, Stored>): Editor<Form> {
  const queries = useQueryClient();
  const [edited, setEdited] = useState<Form | null>(null);
  const form = edited ?? open(stored);
  const dirty = edited !== null;
  const saving = useMutation({
    mutationFn: save,
    onSuccess: (answer, sent) => {
      queries.setQueryData(queryKey, answer);
      for (const key of stale) void queries.invalidateQueries({ queryKey: key });
      // What was typed while the answer was on its way stays unsaved.
      setEdited((now) => (now === sent ? null : now));
    },
  });
  useEffect(() => {
    if (!dirty) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [dirty]);
  return {
    form,
    edit: (changes) => setEdited({ ...form, ...changes }),
    dirty,
    saving: saving.isPending,
    error: saving.error,
    save: () => saving.mutate(form),
    reload: () => {
      saving.reset();
      setEdited(null);
      void queries.invalidateQueries({ queryKey });
    },
  };
}
