import { useLingui } from "@lingui/react/macro";

import type { VotesNeeded } from "../../api/build";
import { ChartFigure } from "../../ui/charts/ChartFigure";
import { wholeTicks } from "../../ui/charts/scale";
import { useWidth } from "../../ui/charts/useWidth";

const INITIAL_WIDTH = 640;
const HEIGHT = 220;
const START = 36;
const FOOT = 190;
const TOP = 12;
const LABEL_WIDTH = 48;

interface RuleChartProps {
  votes: readonly VotesNeeded[];
  /** Votes say yes or no to one choice, and few of them decide that it is not there. */
  yesOrNo?: boolean;
}

/** How many votes for one choice leave it undecided, and how many accept it, as the votes on an image grow. */
export function RuleChart({ votes, yesOrNo = false }: RuleChartProps) {
  const { t } = useLingui();
  const first = votes[0];
  const last = votes.at(-1);
  if (first === undefined || last === undefined) return null;
  const most = Math.max(...votes.map(({ reached, n }) => reached ?? n));
  const choices = t`After ${first.n} votes, a choice is accepted with ${first.reached ?? first.n} of them; after ${last.n}, with ${last.reached ?? last.n}.`;
  const question = t`After ${first.n} votes it is yes with ${first.reached ?? first.n} of them or more, no with ${(first.grey ?? 0) - 1} or fewer; after ${last.n}, yes with ${last.reached ?? last.n}, no with ${(last.grey ?? 0) - 1}. Between them it is undecided.`;
  const columns = yesOrNo ? [t`Votes on the image`, t`No up to`, t`Yes from`] : [t`Votes on the image`, t`Undecided from`, t`Accepted from`];
  const rows = votes.map(({ n, grey, reached }) => [n, grey === null ? "–" : yesOrNo ? grey - 1 : grey, reached ?? "–"]);
  return (
    <ChartFigure title={t`What the rule means`} summary={yesOrNo ? question : choices} table={{ columns, rows }}>
      {(ids) => (
        <div {...ids} role="img">
          <Columns votes={votes} most={most} yesOrNo={yesOrNo} />
        </div>
      )}
    </ChartFigure>
  );
}

/** As wide as its place, with words of the same size everywhere. */
function Columns({ votes, most, yesOrNo }: { votes: readonly VotesNeeded[]; most: number; yesOrNo: boolean }) {
  const [frame, width] = useWidth<HTMLDivElement>(INITIAL_WIDTH);
  const slot = (width - START) / votes.length;
  const y = (value: number) => FOOT - ((FOOT - TOP) * value) / most;
  return (
    <div ref={frame}>
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} width="100%" height={HEIGHT} aria-hidden="true">
        {wholeTicks(most).map((tick) => (
          <g key={tick}>
            <line x1={START} x2={width} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
            <text x={START - 8} y={y(tick) + 4} textAnchor="end" fontSize="12" fill="var(--muted)">
              {tick}
            </text>
          </g>
        ))}
        {votes.map(({ n, grey, reached }, at) => (
          <g key={n} transform={`translate(${START + at * slot} 0)`}>
            {reached !== null && <rect x={1} width={Math.max(1, slot - 2)} y={TOP} height={y(reached - 0.5) - TOP} fill="var(--good)" opacity="0.75" />}
            {reached !== null && grey !== null && grey < reached && (
              <rect x={1} width={Math.max(1, slot - 2)} y={y(reached - 0.5)} height={y(grey - 0.5) - y(reached - 0.5)} fill="var(--warn)" opacity="0.6" />
            )}
            {yesOrNo && grey !== null && <rect x={1} width={Math.max(1, slot - 2)} y={y(grey - 0.5)} height={FOOT - y(grey - 0.5)} fill="var(--accent)" opacity="0.75" />}
            {at % Math.ceil(votes.length / Math.max(1, Math.floor(width / LABEL_WIDTH))) === 0 && (
              <text x={slot / 2} y={FOOT + 18} textAnchor="middle" fontSize="12" fill="var(--muted)">
                {n}
              </text>
            )}
          </g>
        ))}
      </svg>
    </div>
  );
}
