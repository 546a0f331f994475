import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { buyItem, shopQuery, wearItem } from "../../api/rewards";
import type { ItemKind, ShopItem } from "../../api/rewards";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { ErrorState } from "../../ui/ErrorState";
import { Skeleton } from "../../ui/Skeleton";
import { useToast } from "../../ui/Toast";
import { AvatarArt, PaletteArt } from "./ItemArt";
import { useItemNames } from "./names";
import styles from "./Shop.module.css";

/** Things to look at, for credits; none of them changes the work. */
export function ShopPanel({ slug }: { slug: string }) {
  const { t } = useLingui();
  const shop = useQuery(shopQuery(slug));
  const [wanted, setWanted] = useState<ShopItem | null>(null);
  if (shop.isPending) return <Skeleton height="480px" radius="var(--radius-l)" />;
  if (shop.isError) return <ErrorState error={shop.error} onRetry={() => void shop.refetch()} />;
  const { credits, items } = shop.data;
  const shelves: { kind: ItemKind; name: string; note: string }[] = [
    { kind: "title", name: t`Titles`, note: t`Stands beside your pseudonym on the leaderboard.` },
    { kind: "avatar", name: t`Avatars`, note: t`Stands before your pseudonym on the leaderboard.` },
    { kind: "palette", name: t`Accents`, note: t`Colours buttons and links while you work here, never the images.` },
  ];
  return (
    <div className={styles.shop}>
      <p className={styles.credits}>
        <Trans>
          You have <strong>{plural(credits, { one: "# credit", other: "# credits" })}</strong>. Levels, badges and quests bring more.
        </Trans>
      </p>
      {shelves.map(({ kind, name, note }) => (
        <section key={kind} className={styles.shelf} aria-labelledby={`shelf-${kind}`}>
          <h2 id={`shelf-${kind}`}>{name}</h2>
          <p className={styles.muted}>{note}</p>
          <ul className={styles.items}>
            {items
              .filter((item) => item.kind === kind)
              .map((item) => (
                <Item key={item.code} slug={slug} item={item} credits={credits} onBuy={() => setWanted(item)} />
              ))}
          </ul>
        </section>
      ))}
      <Confirm slug={slug} item={wanted} credits={credits} onClose={() => setWanted(null)} />
    </div>
  );
}

function Item({ slug, item, credits, onBuy }: { slug: string; item: ShopItem; credits: number; onBuy: () => void }) {
  const { t } = useLingui();
  const toast = useToast();
  const name = useItemNames()[item.code] ?? item.code;
  const wear = useMutation({
    mutationFn: () => wearItem(slug, item.kind, item.is_worn ? "" : item.code),
    onError: (error) => toast(error.message, "bad"),
  });
  return (
    <li className={styles.item}>
      {item.kind === "avatar" && <AvatarArt code={item.code} size={56} />}
      {item.kind === "palette" && <PaletteArt code={item.code} />}
      <h3>{name}</h3>
      {item.is_owned ? (
        <Button look={item.is_worn ? "primary" : "secondary"} aria-label={item.is_worn ? t`Take off ${name}` : t`Wear ${name}`} busy={wear.isPending} onClick={() => wear.mutate()}>
          {item.is_worn ? t`Take off` : t`Wear`}
        </Button>
      ) : (
        <Button disabled={credits < item.price} aria-label={t`Buy ${name} for ${item.price} credits`} onClick={onBuy}>
          {plural(item.price, { one: "# credit", other: "# credits" })}
        </Button>
      )}
    </li>
  );
}

function Confirm({ slug, item, credits, onClose }: { slug: string; item: ShopItem | null; credits: number; onClose: () => void }) {
  const { t } = useLingui();
  const toast = useToast();
  const names = useItemNames();
  const name = item === null ? "" : (names[item.code] ?? item.code);
  const buy = useMutation({
    mutationFn: (code: string) => buyItem(slug, code),
    onSuccess: () => {
      toast(t`${name} is yours.`);
      onClose();
    },
    onError: (error) => {
      toast(error.message, "bad");
      onClose();
    },
  });
  const left = credits - (item?.price ?? 0);
  return (
    <Dialog
      title={t`Buy ${name}?`}
      open={item !== null}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Not now</Trans>
          </Button>
          <Button look="primary" busy={buy.isPending} onClick={() => item !== null && buy.mutate(item.code)}>
            <Trans>Buy it</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>
          It costs {plural(item?.price ?? 0, { one: "# credit", other: "# credits" })} and leaves you {left}. It is for looks only, and
          stays yours.
        </Trans>
      </p>
    </Dialog>
  );
}
