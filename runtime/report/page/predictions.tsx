import type { DeploymentReport } from '../rehearsal-report.js';
import { countText } from '../words.js';

const WIDTH = 480;
const HEIGHT = 220;
const BOTTOM = 28;
const TOP = 14;
const SIDE = 12;

/** What the model answers on the sample rows. */
export function Predictions({ id, deployment }: { readonly id: string; readonly deployment: DeploymentReport }) {
  const { predictions } = deployment;
  if (predictions === null || predictions.counts.length === 0) return null;
  const { output, from, to, counts } = predictions;
  const most = Math.max(1, ...counts);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const step = (WIDTH - 2 * SIDE) / counts.length;
  const width = (to - from) / counts.length;
  const peak = counts.indexOf(most);
  const words = `${countText(rows)} rows from ${countText(from)} to ${countText(to)}, most of them near ${countText(from + (peak + 0.5) * width)}`;
  return (
    <figure class="distribution" aria-labelledby={`${id}-predictions`}>
      <figcaption id={`${id}-predictions`}>
        Predictions: {output} <span class="basis measured">measured</span>
        <small>{words}</small>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`distribution of ${output}: ${words}`}>
        {counts.map((count, bin) => {
          const height = (count / most) * (HEIGHT - BOTTOM - TOP);
          return (
            <rect
              key={bin}
              class="bar"
              x={SIDE + bin * step + 1}
              y={HEIGHT - BOTTOM - height}
              width={Math.max(1, step - 2)}
              height={height}
            >
              <title>
                {countText(from + bin * width)} to {countText(from + (bin + 1) * width)}: {countText(count)} rows
              </title>
            </rect>
          );
        })}
        <line class="grid" x1={SIDE} x2={WIDTH - SIDE} y1={HEIGHT - BOTTOM} y2={HEIGHT - BOTTOM} />
        <text x={SIDE} y={HEIGHT - 8} class="axis">
          {countText(from)}
        </text>
        <text x={WIDTH - SIDE} y={HEIGHT - 8} class="axis end">
          {countText(to)}
        </text>
      </svg>
    </figure>
  );
}
