import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { RECIPES, tablesQuery, trainModel } from "../../api/models";
import type { Recipe } from "../../api/models";
import { Field, Select } from "../../ui/Field";
import { formatMoment } from "../../ui/format";
import { useToast } from "../../ui/Toast";
import { KeyedDialog } from "./KeyedDialog";
import styles from "./Models.module.css";
import { recipeName, TARGETS } from "./wording";

/** Trains a recipe on a frozen table; a refusal shows its sentence. */
export function TrainDialog({ slug, table: given }: { slug: string; table?: string }) {
  const { t } = useLingui();
  const toast = useToast();
  const cache = useQueryClient();
  const [open, setOpen] = useState(false);
  const [recipe, setRecipe] = useState<Recipe>("loccat");
  const [chosen, setChosen] = useState(given);
  const tables = useQuery({ ...tablesQuery(slug), enabled: open });
  const table = chosen ?? tables.data?.[0]?.id;
  const train = useMutation({
    mutationFn: (id: string) => trainModel(slug, id, recipe),
    onSuccess: async () => {
      setOpen(false);
      toast(t`The training is asked for.`);
      await cache.invalidateQueries({ queryKey: ["project", slug, "models"] });
    },
  });
  const show = () => {
    train.reset();
    setOpen(true);
  };
  return (
    <KeyedDialog
      title={t`Train a model`}
      letter="t"
      open={open}
      onOpen={show}
      onClose={() => setOpen(false)}
      submit={t`Train`}
      onSubmit={() => table !== undefined && train.mutate(table)}
      isBusy={train.isPending}
      isReady={table !== undefined}
    >
      <p className={styles.muted}>
        <Trans>When it is trained, it answers the hold-out, and the gate judges it against the live model. A model that passes goes live by itself.</Trans>
      </p>
      <Field label={t`Recipe`}>
        {(ids) => (
          <Select {...ids} value={recipe} onChange={(event) => setRecipe(event.target.value as Recipe)}>
            {RECIPES.map((one) => <option key={one} value={one}>{recipeName(one)}</option>)}
          </Select>
        )}
      </Field>
      <Field
        label={t`Training table`}
        hint={tables.data?.length === 0 ? t`There is none yet: freeze one under Training tables.` : undefined}
        error={train.error?.message}
      >
        {(ids) => (
          <Select {...ids} value={table ?? ""} disabled={table === undefined} onChange={(event) => setChosen(event.target.value)}>
            {tables.data?.map((one) => (
              <option key={one.id} value={one.id}>{`${formatMoment(one.created_at)} · ${t(TARGETS[one.targets])}`}</option>
            ))}
          </Select>
        )}
      </Field>
    </KeyedDialog>
  );
}
