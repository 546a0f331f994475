import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";

import { changePreference } from "../../api/rewards";
import type { Rewards } from "../../api/rewards";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { classes } from "../../ui/classes";
import { formatDay } from "../../ui/format";
import { useToast } from "../../ui/Toast";
import styles from "./Rewards.module.css";

type Streak = Rewards["streak"];
type Day = Rewards["strip"][number];

/** Days in a row, with the last five weeks as a strip. */
export function StreakCard({ slug, streak, strip, timeZone }: { slug: string; streak: Streak; strip: Day[]; timeZone: string }) {
  return (
    <Card className={styles.card}>
      <div className={styles.line}>
        <h2>
          <Trans>Streak</Trans>
        </h2>
        <span className={styles.muted}>
          <Trans>Best: {plural(streak.best, { one: "# day", other: "# days" })}</Trans>
        </span>
      </div>
      <p className={styles.big}>{plural(streak.length, { one: "# day in a row", other: "# days in a row" })}</p>
      <p className={styles.muted}>
        <Advice streak={streak} />
      </p>
      <Strip days={strip} />
      <Clock slug={slug} timeZone={timeZone} />
    </Card>
  );
}

function Advice({ streak }: { streak: Streak }) {
  if (streak.length === 0) return <Trans>Label an image today to begin one.</Trans>;
  if (streak.uses_grace_today) return <Trans>You missed yesterday. One image today, and the streak goes on.</Trans>;
  if (!streak.is_done_today) return <Trans>One image today keeps it going.</Trans>;
  if (streak.has_grace) return <Trans>Done for today. If you miss a day, it is forgiven.</Trans>;
  return <Trans>Done for today. A missed day was forgiven lately; the next one is not.</Trans>;
}

function Strip({ days }: { days: Day[] }) {
  const { t } = useLingui();
  const words: Record<Day["state"], string> = { worked: t`labelled`, forgiven: t`missed, forgiven`, missed: t`no image`, today: t`today` };
  return (
    <ol className={styles.strip} aria-label={t`The last five weeks`}>
      {days.map(({ day, state }) => (
        <li key={day} className={classes(styles.day, styles[`day-${state}`])} title={`${formatDay(day)}: ${words[state]}`}>
          <span className="visually-hidden">
            {formatDay(day)}: {words[state]}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Which clock the days follow; offers that of this device. */
function Clock({ slug, timeZone }: { slug: string; timeZone: string }) {
  const toast = useToast();
  const { t } = useLingui();
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const change = (zone: string) => {
    changePreference(slug, { time_zone: zone }).catch(() => toast(t`That was not saved. Try again.`, "bad"));
  };
  return (
    <div className={styles.clock}>
      <span className={styles.muted}>
        <Trans>Days follow the clock of {timeZone.replaceAll("_", " ")}.</Trans>
      </span>
      {here !== timeZone && (
        <Button look="quiet" onClick={() => change(here)}>
          <Trans>Use {here.replaceAll("_", " ")}</Trans>
        </Button>
      )}
    </div>
  );
}
