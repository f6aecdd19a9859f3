import type { DayVerdict } from '../../../core/drift/days/day-judge.js';
import type { FeatureVerdict } from '../../../core/drift/verdict/judge.js';
import { escape } from '../../page/escape.js';
import { numberText } from '../../page/texts.js';
import type { DaysResult } from '../days/watch-days.js';

/** Sizes in the picture's own units. */
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [1100, 150, 56, 16, 10, 24];
/** What a day takes as text. */
const DAY_TEXT = 80;
const ROOM = 1.1;

interface Point {
  readonly day: DayVerdict;
  readonly feature: FeatureVerdict;
  readonly psi: number;
  /** Of the PSI; absent where another statistic stands higher against its own. */
  readonly threshold?: number;
}

/** One column: its PSI by day and the threshold, with the reference and the days on which somebody is told behind them. */
export function renderColumnDays(name: string, { days }: DaysResult): { html: string; worst: number } {
  const points = days.flatMap((day): Point[] => {
    const feature = day.verdict.features.find((each) => each.name === name);
    const psi = feature?.comparison?.psi ?? Number.NaN;
    if (feature === undefined || !Number.isFinite(psi)) return [];
    return [{ day, feature, psi, ...(feature.statistic === 'psi' && feature.threshold !== null ? { threshold: feature.threshold } : {}) }];
  });
  const thresholds = points.flatMap(({ threshold }) => (threshold === undefined ? [] : [threshold]));
  const greatest = Math.max(...points.map(({ psi }) => psi), ...thresholds, Number.EPSILON) * ROOM;
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, days.length - 1);
  const x = (day: DayVerdict): number => round(LEFT + days.indexOf(day) * step);
  const y = (value: number): number => round(TOP + (1 - value / greatest) * (HEIGHT - TOP - BOTTOM));
  const column = (day: DayVerdict, style: string): string =>
    `<rect class="${style}" x="${round(x(day) - step / 2)}" y="${TOP}" width="${round(step)}" height="${HEIGHT - TOP - BOTTOM}"/>`;
  const drifted = points.filter(({ feature }) => feature.drifted);
  const shapes = [
    ...days.filter(({ healthy }) => healthy).map((day) => column(day, 'reference')),
    ...drifted.map(({ day }) => column(day, 'told')),
    `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(0)}" y2="${y(0)}"/>`,
    ...[0, greatest / ROOM].map((value) => `<text class="end" x="${LEFT - 6}" y="${y(value) + 4}">${numberText(value)}</text>`),
    `<path class="line" d="${path(points.map((point) => [x(point.day), y(point.psi)]))}"/>`,
    `<path class="bar" d="${path(points.flatMap((point) => (point.threshold === undefined ? [] : [[x(point.day), y(point.threshold)]])))}"/>`,
    ...points.filter(({ psi, threshold }) => threshold !== undefined && psi > threshold).map((point) => `<circle class="over" cx="${x(point.day)}" cy="${y(point.psi)}" r="3"><title>${escape(`${point.day.day}: PSI ${numberText(point.psi)}`)}</title></circle>`), // prettier-ignore
    ...days.filter(({ day }, index) => index === 0 || day.endsWith('-01')).map((day) => `<text${x(day) > WIDTH - DAY_TEXT ? ' class="end"' : ''} x="${x(day)}" y="${HEIGHT - 6}">${day.day}</text>`), // prettier-ignore
  ];
  const seen = [...new Set(drifted.map(({ feature }) => feature.statistic ?? ''))];
  const note = drifted.length === 0 ? '' : `<p class="soft">${escape(`drifted on ${drifted.length} days, by ${seen.join(', ')}`)}</p>`;
  return {
    html: `<div class="chart${drifted.length > 0 ? ' bad' : ''}"><h2>${escape(name)}</h2>${note}<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="PSI of ${escape(name)} by day">${shapes.join('')}</svg></div>`,
    worst: drifted.length * 1e6 + Math.max(0, ...points.map(({ psi }) => psi)),
  };
}

function path(points: readonly (readonly number[])[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
