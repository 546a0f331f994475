import type { Judgement } from "../../api/models";
import { classes } from "../../ui/classes";
import styles from "./GateMark.module.css";
import { passes, verdictName } from "./wording";

const SPAN = 0.3;
const WIDTH = 140;
const place = (value: number) => (Math.min(1, Math.max(0, (value + SPAN) / (2 * SPAN))) * WIDTH).toFixed(1);

/** The gate's verdict in words, over a small picture: how macro and micro F1 stand against the model that was live. */
export function GateMark({ judgement }: { judgement: Judgement }) {
  const { differences } = judgement;
  return (
    <div className={styles.gate}>
      <span className={classes(styles.words, passes(judgement) ? styles.good : styles.warn)}>{verdictName(judgement)}</span>
      {differences !== null && (
        <svg className={styles.picture} width={WIDTH} height="26" viewBox={`0 0 ${WIDTH} 26`} aria-hidden="true">
          <line className={styles.zero} x1={WIDTH / 2} x2={WIDTH / 2} y1="0" y2="26" />
          {[differences.macro_f1, differences.micro_f1].map(({ mean, low, high }, index) => (
            <g key={index === 0 ? "macro" : "micro"}>
              <line className={styles.interval} x1={place(low)} x2={place(high)} y1={8 + 10 * index} y2={8 + 10 * index} />
              <circle className={styles.dot} cx={place(mean)} cy={8 + 10 * index} r="4" />
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}
