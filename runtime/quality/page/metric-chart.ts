import type { CohortQuality } from '../../../core/quality/cohorts/cohort-quality.js';
import { DAY_MILLIS, startOfDay } from '../../../core/quality/cohorts/day.js';
import { escape } from '../../page/escape.js';
import { numberText } from '../../page/texts.js';
import type { QualityResult } from '../watch-quality.js';

/** Sizes in the picture's own units. */
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [1100, 210, 56, 16, 14, 24];
const ROOM = 0.08;
/** What a day takes as text. */
const DAY_TEXT = 80;

interface Place {
  readonly x: (day: string) => number;
  readonly y: (value: number) => number;
  /** Values at a tenth, the middle and nine tenths of the height. */
  readonly marks: readonly number[];
}

/** One metric by day: its interval as a band, its value, its bar, and what was expected of the probabilities. */
export function renderMetric(name: string, { cohorts, atLeast }: QualityResult): string {
  const bar = atLeast[name];
  const known = cohorts.filter(({ metrics }) => metrics[name] !== undefined);
  const expected = cohorts.filter(({ estimated }) => estimated?.metrics[name] !== undefined);
  const failing = known.some(({ below }) => below.includes(name));
  const place = placeOf(cohorts, [
    ...known.flatMap(({ metrics }) => [
      metrics[name]?.lower ?? Number.NaN,
      metrics[name]?.upper ?? Number.NaN,
      metrics[name]?.value ?? Number.NaN,
    ]),
    ...expected.map(({ estimated }) => estimated?.metrics[name] ?? Number.NaN),
    ...(bar === undefined ? [] : [bar]),
  ]);
  const key = [
    ...(expected.length > 0 ? ['dotted: estimated from the probabilities, blind to concept drift'] : []),
    ...(bar === undefined ? [] : [`dashed: the bar, ${numberText(bar)}`]),
    ...(failing ? ['red: surely below the bar'] : []),
  ].join('; ');
  const shapes = [
    ...grid(cohorts, place),
    ...runs(known).flatMap((run) => [
      band(run, name, place),
      `<path class="line" d="${path(
        run.map((day) => [day.day, day.metrics[name]?.value ?? 0]),
        place,
      )}"/>`,
    ]),
    ...(expected.length > 0
      ? runs(expected).map(
          (run) =>
            `<path class="expected" d="${path(
              run.map((day) => [day.day, day.estimated?.metrics[name] ?? 0]),
              place,
            )}"/>`,
        )
      : []),
    ...(bar === undefined ? [] : [`<line class="bar" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${place.y(bar)}" y2="${place.y(bar)}"/>`]),
    ...known.map((day) => dot(day, name, place)),
  ];
  return `<div class="chart${failing ? ' bad' : ''}"><h2>${escape(name)}</h2>${key === '' ? '' : `<p class="soft">${escape(key)}</p>`}
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escape(name)} by day">${shapes.join('')}</svg></div>`;
}

function placeOf(cohorts: readonly CohortQuality[], values: readonly number[]): Place {
  const finite = values.filter(Number.isFinite);
  const [least, greatest] = [Math.min(...finite), Math.max(...finite)];
  const span = greatest - least || Math.abs(greatest) || 1;
  const [low, high] = [least - ROOM * span, greatest + ROOM * span];
  const [first, last] = [startOfDay(cohorts[0]?.day ?? ''), startOfDay(cohorts.at(-1)?.day ?? '')];
  return {
    x: (day) => round(LEFT + ((startOfDay(day) - first) / (last - first || 1)) * (WIDTH - LEFT - RIGHT)),
    y: (value) => round(TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM)),
    marks: [0.1, 0.5, 0.9].map((part) => low + part * (high - low)),
  };
}

/** Days that follow each other; a line does not lead over days of which nothing is known. */
function runs(days: readonly CohortQuality[]): CohortQuality[][] {
  const found: CohortQuality[][] = [];
  for (const day of days) {
    const run = found.at(-1);
    const before = run?.at(-1);
    if (run !== undefined && before !== undefined && startOfDay(day.day) - startOfDay(before.day) === DAY_MILLIS) run.push(day);
    else found.push([day]);
  }
  return found;
}

function band(run: readonly CohortQuality[], name: string, place: Place): string {
  const end =
    (which: 'lower' | 'upper') =>
    (day: CohortQuality): readonly [string, number] => {
      const metric = day.metrics[name];
      const value = metric?.[which] ?? Number.NaN;
      return [day.day, Number.isFinite(value) ? value : (metric?.value ?? 0)];
    };
  const [upper, lower] = [run.map(end('upper')), run.map(end('lower')).toReversed()];
  return `<path class="band" d="${path([...upper, ...lower], place)}Z"/>`;
}

function path(points: readonly (readonly [day: string, value: number])[], { x, y }: Place): string {
  return points.map(([day, value], index) => `${index === 0 ? 'M' : 'L'}${x(day)} ${y(value)}`).join('');
}

function dot(day: CohortQuality, name: string, { x, y }: Place): string {
  const { value, lower, upper } = day.metrics[name] ?? { value: 0, lower: 0, upper: 0 };
  const below = day.below.includes(name);
  const title = `${day.day}: ${numberText(value)} (${numberText(lower)} to ${numberText(upper)}), ${day.labels} labels${below ? ', below the bar' : ''}`;
  return `<circle class="${below ? 'fail' : 'dot'}" cx="${x(day.day)}" cy="${y(value)}" r="${below ? 3 : 2}"><title>${escape(title)}</title></circle>`;
}

/** Three lines across, and the first day of each month. */
function grid(cohorts: readonly CohortQuality[], place: Place): string[] {
  const days = cohorts.filter(({ day }, index) => index === 0 || day.endsWith('-01'));
  return [
    ...place.marks.map(
      (value) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${place.y(value)}" y2="${place.y(value)}"/><text class="end" x="${LEFT - 6}" y="${place.y(value) + 4}">${numberText(value)}</text>`,
    ),
    ...days.map(
      ({ day }) => `<text${place.x(day) > WIDTH - DAY_TEXT ? ' class="end"' : ''} x="${place.x(day)}" y="${HEIGHT - 6}">${day}</text>`,
    ),
  ];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
