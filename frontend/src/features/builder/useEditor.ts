import { useIsMutating, useMutation, useQueryClient } from "@tanstack/react-query";

import { formId, keepUnsaved, readUnsaved, useUnsaved } from "./unsaved";
import type { Unsaved } from "./unsaved";

interface EditorOptions<Form, Stored> {
  /** The form's own; with the query's key, it names what was typed. */
  name: string;
  /** What the server has. */
  stored: Stored;
  /** The part of it that is edited. */
  open: (stored: Stored) => Form;
  /** `base` is what the server had when the editing began: a revision must come from there. */
  save: (form: Form, base: Stored) => Promise<Stored>;
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
export function useEditor<Form extends object, Stored>({ name, stored, open, save, queryKey, stale = [] }: EditorOptions<Form, Stored>): Editor<Form> {
  const queries = useQueryClient();
  const id = formId(name, queryKey);
  const unsaved = useUnsaved<Form, Stored>(id);
  const form = unsaved?.form ?? open(stored);
  const saving = useMutation({
    mutationKey: ["save", id],
    mutationFn: (sent: Unsaved<Form, Stored>) => save(sent.form, sent.base),
    onSuccess: (answer, sent) => {
      queries.setQueryData(queryKey, answer);
      for (const key of stale) void queries.invalidateQueries({ queryKey: key });
      // What was typed while the answer was on its way stays unsaved, and now stands on that answer.
      const now = readUnsaved<Form, Stored>(id);
      keepUnsaved(id, now === null || now.form === sent.form ? null : { form: now.form, base: answer });
    },
  });
  return {
    form,
    edit: (changes) => keepUnsaved(id, { form: { ...form, ...changes }, base: unsaved?.base ?? stored }),
    dirty: unsaved !== null,
    // Also one that began before the form was left and opened again.
    saving: useIsMutating({ mutationKey: ["save", id] }) > 0,
    error: saving.error,
    save: () => saving.mutate({ form, base: unsaved?.base ?? stored }),
    reload: () => {
      saving.reset();
      keepUnsaved(id, null);
      void queries.invalidateQueries({ queryKey });
    },
  };
}
