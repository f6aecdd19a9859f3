import type { DeploymentReport } from '../rehearsal-report.js';
import { countText } from '../words.js';

const WIDTH = 480;
const HEIGHT = 220;
const LEFT = 64;
const BOTTOM = 28;
const TOP = 14;
const RIGHT = 12;
const QUANTILES = [0.5, 0.9, 0.99] as const;

/** Service times as measured: how many of a hundred requests take at most so long. */
export function Latencies({ id, deployment }: { readonly id: string; readonly deployment: DeploymentReport }) {
  const { serviceTimes, promisedMillis } = deployment;
  const [fastest] = serviceTimes;
  const slowest = serviceTimes.at(-1);
  if (fastest === undefined || slowest === undefined) return null;
  const y = scaleFor(fastest, Math.max(slowest, promisedMillis ?? 0));
  const x = (share: number): number => LEFT + share * (WIDTH - LEFT - RIGHT);
  const points = serviceTimes.map((millis, rank) => `${x((rank + 0.5) / serviceTimes.length).toFixed(1)},${y.at(millis).toFixed(1)}`);
  const words = QUANTILES.map((share) => `p${share * 100} ${countText(quantile(serviceTimes, share))} ms`).join(', ');
  const promise = promisedMillis === null ? 'no latency is promised' : `promised ${countText(promisedMillis)} ms`;
  return (
    <figure class="distribution" aria-labelledby={`${id}-latency`}>
      <figcaption id={`${id}-latency`}>
        Service time <span class="basis measured">measured</span>
        <small>
          {words}; {promise}
        </small>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`service time by share of requests: ${words}; ${promise}`}>
        {y.ticks.map((millis) => (
          <g key={millis}>
            <line class="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y.at(millis)} y2={y.at(millis)} />
            <text x={LEFT - 8} y={y.at(millis)} class="axis end middle">
              {countText(millis)} ms
            </text>
          </g>
        ))}
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <text key={share} x={x(share)} y={HEIGHT - 8} class={`axis ${share === 1 ? 'end' : 'center'}`}>
            {share * 100} %
          </text>
        ))}
        {promisedMillis !== null && (
          <line class="promise" x1={LEFT} x2={WIDTH - RIGHT} y1={y.at(promisedMillis)} y2={y.at(promisedMillis)} />
        )}
        <polyline class="line" points={points.join(' ')} />
      </svg>
    </figure>
  );
}

/** Decades, since a promise is often a hundred times what the model takes. */
function scaleFor(low: number, high: number): { readonly at: (millis: number) => number; readonly ticks: readonly number[] } {
  const from = Math.floor(Math.log10(Math.max(low, 0.001)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(high, 0.001))));
  const at = (millis: number): number => {
    const share = (Math.log10(Math.max(millis, 10 ** from)) - from) / (to - from);
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
  };
  return { at, ticks: Array.from({ length: to - from + 1 }, (_, step) => 10 ** (from + step)) };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
