import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { askModels, featuresQuery, measureImages } from "../../api/models";
import { Button } from "../../ui/Button";
import { formatCount } from "../../ui/format";
import { Kbd } from "../../ui/Kbd";
import { useToast } from "../../ui/Toast";
import { useShortcut } from "../../ui/useShortcut";
import styles from "./Models.module.css";
import { TrainDialog } from "./TrainDialog";

/** What can be asked for by hand: measuring images, training, predictions. */
export function NetworkWork({ slug, hasLive }: { slug: string; hasLive: boolean }) {
  const { t } = useLingui();
  const toast = useToast();
  const cache = useQueryClient();
  const features = useQuery(featuresQuery(slug));
  const refused = (error: Error) => toast(error.message, "bad");
  const measure = useMutation({
    mutationFn: () => measureImages(slug),
    onSuccess: () => toast(t`The images are brought to the worker.`),
    onError: refused,
    onSettled: () => cache.invalidateQueries({ queryKey: ["project", slug, "features"] }),
  });
  const ask = useMutation({ mutationFn: () => askModels(slug), onSuccess: () => toast(t`The models are being asked.`), onError: refused });
  const mayMeasure = (features.data?.waiting ?? 0) > 0 && !measure.isPending;
  const mayAsk = hasLive && !ask.isPending;
  useShortcut("m", () => mayMeasure && measure.mutate());
  useShortcut("a", () => mayAsk && ask.mutate());
  const { measured = 0, on_the_way: underway = 0, waiting = 0 } = features.data ?? {};
  const [done, going, left] = [formatCount(measured), formatCount(underway), formatCount(waiting)];
  return (
    <div className={styles.bar}>
      <p className={styles.muted}>
        {features.data === undefined ? " " : <Trans>Images measured: {done}; being measured: {going}; waiting: {left}</Trans>}
      </p>
      <div className={styles.actions}>
        <Button disabled={!mayMeasure} aria-keyshortcuts="m" onClick={() => measure.mutate()}>
          <Trans>Measure images</Trans> <Kbd>M</Kbd>
        </Button>
        <Button disabled={!mayAsk} aria-keyshortcuts="a" onClick={() => ask.mutate()}>
          <Trans>Ask the live models</Trans> <Kbd>A</Kbd>
        </Button>
        <TrainDialog slug={slug} />
      </div>
    </div>
  );
}
