import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";

import type { BadgeProgress, LedgerRow, Quest } from "../../api/rewards";
import { formatCount, formatDay } from "../../ui/format";

/** What the things of the shop are called, by code. */
export function useItemNames(): Record<string, string> {
  const { t } = useLingui();
  return {
    "title-observer": t`Observer`,
    "title-pathfinder": t`Pathfinder`,
    "title-night-owl": t`Night owl`,
    "title-cartographer": t`Cartographer of cells`,
    "title-archivist": t`Archivist`,
    "title-luminary": t`Luminary`,
    "avatar-cell": t`Cell`,
    "avatar-spindle": t`Spindle`,
    "avatar-mitochondrion": t`Mitochondrion`,
    "avatar-vesicles": t`Vesicles`,
    "avatar-helix": t`Helix`,
    "avatar-diatom": t`Diatom`,
    "palette-lagoon": t`Lagoon`,
    "palette-ember": t`Ember`,
    "palette-orchid": t`Orchid`,
    "palette-meadow": t`Meadow`,
    "palette-frost": t`Frost`,
  };
}

type BadgeKey = Pick<BadgeProgress, "family" | "goal">;

/** What a badge is called. */
export function useBadgeName(): (badge: BadgeKey) => string {
  const { t } = useLingui();
  return ({ family, goal }) => {
    const count = formatCount(goal);
    switch (family) {
      case "images":
        return goal === 1 ? t`First light` : t`${count} images`;
      case "level":
        return t`Level ${count}`;
      case "streak":
        return t`${count} days in a row`;
      case "mastered":
        return goal === 1 ? t`First mastery` : t`${count} choices mastered`;
      case "discoveries":
        return goal === 1 ? t`First to see it` : t`${count} discoveries`;
      case "helpful":
        return goal === 1 ? t`Good eye` : t`${count} helpful remarks`;
    }
  };
}

/** How a badge is earned. */
export function useBadgeHow(): (badge: BadgeKey) => string {
  const { t } = useLingui();
  return ({ family, goal }) => {
    switch (family) {
      case "images":
        return t`Label ${plural(goal, { one: "# image", other: "# images" })}.`;
      case "level":
        return t`Reach level ${goal}.`;
      case "streak":
        return t`Label on ${plural(goal, { one: "# day", other: "# days" })} in a row. A missed day is forgiven once a week.`;
      case "mastered":
        return t`Be right again and again about ${plural(goal, { one: "# choice", other: "# choices" })}. It shows the day after.`;
      case "discoveries":
        return t`Be the first to remark on ${plural(goal, { one: "an image", other: "# images" })} that turned out to matter.`;
      case "helpful":
        return t`Make ${plural(goal, { one: "a remark", other: "# remarks" })} that a curator finds helpful.`;
    }
  };
}

/** What a quest asks. */
export function useQuestName(): (quest: Pick<Quest, "period" | "measure" | "goal">) => string {
  const { t } = useLingui();
  return ({ period, measure, goal }) => {
    if (measure === "days") return t`Label on ${plural(goal, { one: "# day", other: "# days" })} of this week`;
    if (period === "day") return t`Label ${plural(goal, { one: "# image", other: "# images" })} today`;
    return t`Label ${plural(goal, { one: "# image", other: "# images" })} this week`;
  };
}

/** What a row of the ledger says. */
export function useLedgerName(): (row: LedgerRow) => string {
  const { t } = useLingui();
  const items = useItemNames();
  const badgeName = useBadgeName();
  return ({ kind, key, count }) => {
    switch (kind) {
      case "work":
        return plural(count, { one: "# image", other: "# images" });
      case "accuracy_bonus":
        return t`Accuracy bonus for ${formatDay(key)}`;
      case "level":
        return t`Level ${key} reached`;
      case "badge":
        return t`Badge: ${badgeName(badgeOf(key))}`;
      case "quest":
        return t`Quest done`;
      case "helpful":
        return t`A curator found your remark helpful`;
      case "discovery":
        return t`A discovery of yours`;
      case "purchase":
        return t`Bought: ${items[key] ?? key}`;
      case "merged_in":
      case "merged_out":
        return t`Brought along from when you were a guest`;
      case "forfeited":
        return t`Taken back: a curator found your answers not honest`;
      case "restored":
        return t`Given back`;
    }
  };
}

function badgeOf(code: string): BadgeKey {
  const cut = code.lastIndexOf("-");
  return { family: code.slice(0, cut) as BadgeKey["family"], goal: Number(code.slice(cut + 1)) };
}
