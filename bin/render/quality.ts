import { createColors } from 'picocolors';
import { metricsShown, plural, qualitySentence, type QualityResult } from '../../runtime/index.js';
import { columns, hanging, type Cell } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 140;
/** Days that are listed: the last ones. */
const DAYS_SHOWN = 14;
const PARTS_SHOWN = 5;
const FAILURES_SHOWN = 12;

type Day = QualityResult['cohorts'][number];
type Estimate = Day['metrics'][string];

interface Canvas {
  readonly width: number;
  readonly paint: ReturnType<typeof createColors>;
}

/** What labels say of a model, for a terminal. */
export function renderQuality(result: QualityResult, surface: Surface): string {
  const canvas = { width: Math.min(WIDEST, Math.max(NARROWEST, surface.columns)), paint: createColors(surface.colors) };
  const parts = [heading(result, canvas), days(result, canvas), ...notes(result, canvas)];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function heading(result: QualityResult, { width, paint }: Canvas): string {
  const colour = { fails: paint.red, good: paint.green, waiting: paint.yellow, 'no-bar': paint.yellow }[result.verdict];
  return colour(hanging(qualitySentence(result), width, 0));
}

function days(result: QualityResult, { width, paint }: Canvas): string {
  const names = metricsShown(result);
  const head = ['day', 'answers', 'labels', ...names, 'what'].map((text): Cell => ({ text, style: paint.dim }));
  const shown = result.cohorts
    .slice(-DAYS_SHOWN)
    .map((day): Cell[] => [
      { text: day.day },
      { text: String(day.answers), align: 'right' },
      { text: percent(day.coverage), align: 'right' },
      ...names.map((name): Cell => metricCell(day, name, paint)),
      { text: what(day) },
    ]);
  const earlier = result.cohorts.length - shown.length;
  return [
    columns([head, ...shown], width, 1),
    ...(earlier > 0 ? [paint.dim(` and ${plural(earlier, 'earlier day')}: --json or --report has them all`)] : []),
  ].join('\n');
}

function metricCell(day: Day, name: string, paint: Canvas['paint']): Cell {
  const [known, expected] = [day.metrics[name], day.estimated?.metrics[name]];
  if (known !== undefined) return { text: interval(known), ...(day.below.includes(name) ? { style: paint.red } : {}) };
  return expected === undefined ? { text: '' } : { text: `~ ${short(expected)}`, style: paint.dim };
}

function what({ state, fails, below, restated, due }: Day): string {
  const restating = restated === undefined ? '' : `; restated, ${plural(restated.labels, 'label')} then`;
  if (state === 'waiting') return `labels are due ${due.slice(0, 16).replace('T', ' ')}`;
  if (state === 'labels-missing') return 'labels are missing';
  if (state === 'too-few') return 'too few labels to tell';
  if (fails.length > 0) return `below the bar again${restating}`;
  return `${below.length > 0 ? 'below the bar' : ''}${restating}`.replace(/^; /, '');
}

function notes(result: QualityResult, canvas: Canvas): string[] {
  const { width, paint } = canvas;
  const estimated = result.cohorts.some(({ metrics, estimated: some }) => some !== undefined && Object.keys(metrics).length === 0);
  const texts = [
    ...(result.labelsStopped.length > 0
      ? [
          paint.yellow(
            hanging(`Labels stopped: less than 80 % are in a day after they were due, of ${listed(result.labelsStopped)}.`, width, 0),
          ),
        ]
      : []),
    ...(estimated
      ? [paint.dim(hanging('~ is what the metric comes to if the probabilities are right: estimated, blind to concept drift.', width, 0))]
      : []),
    ...(result.unmatched > 0 ? [paint.dim(hanging(`${plural(result.unmatched, 'label')} without an answer.`, width, 0))] : []),
    ...(result.repeated > 0 ? [paint.dim(hanging(`${plural(result.repeated, 'answer')} came twice and count once.`, width, 0))] : []),
  ];
  return [...failures(result, canvas), ...groups(result, canvas), ...texts];
}

function failures(result: QualityResult, { width, paint }: Canvas): string[] {
  if (result.failures.length === 0) return [];
  const head = ['failed', 'from', 'to', 'days'].map((text): Cell => ({ text, style: paint.dim }));
  const shown = result.failures
    .slice(-FAILURES_SHOWN)
    .map(({ metric, from, to, days: failed }): Cell[] => [
      { text: metric, style: paint.red },
      { text: from },
      { text: to },
      { text: String(failed), align: 'right' },
    ]);
  const earlier = result.failures.length - shown.length;
  return [columns([head, ...shown], width, 1) + (earlier > 0 ? paint.dim(`\n and ${plural(earlier, 'earlier failure')}`) : '')];
}

/** Of the last day that was judged. */
function groups(result: QualityResult, { width, paint }: Canvas): string[] {
  const last = result.cohorts.findLast(({ state }) => state === 'judged');
  if (last === undefined) return [];
  const [metric = ''] = metricsShown(result);
  const segments = last.segments
    .filter(({ metrics }) => metrics[metric] !== undefined)
    .toSorted((a, b) => (a.metrics[metric]?.value ?? 0) - (b.metrics[metric]?.value ?? 0))
    .slice(0, PARTS_SHOWN)
    .map(({ feature, value, rows, metrics }): Cell[] => [
      { text: `${feature} = ${value}` },
      { text: String(rows), align: 'right' },
      { text: interval(metrics[metric]) },
    ]);
  const bias = last.bias.map((group): Cell[] => [
    { text: `${group.feature} = ${group.value}` },
    { text: String(group.rows[0]), align: 'right' },
    { text: interval(group.differenceInPositiveRate) },
    { text: interval(group.disparateImpact) },
    { text: interval(group.accuracyDifference) },
  ]);
  const dim = (texts: readonly string[]): Cell[] => texts.map((text) => ({ text, style: paint.dim }));
  return [
    ...(segments.length === 0 ? [] : [columns([dim([`worst segments, ${last.day}`, 'labels', metric]), ...segments], width, 1)]),
    ...(bias.length === 0
      ? []
      : [
          columns(
            [
              dim([`against all others, ${last.day}`, 'labels', 'difference in positive rate', 'disparate impact', 'accuracy difference']),
              ...bias,
            ],
            width,
            1,
          ),
        ]),
  ];
}

function interval(estimate: Estimate | undefined): string {
  if (estimate === undefined) return '';
  const { value, lower, upper } = estimate;
  return `${short(value)} (${short(lower)} to ${short(upper)})`;
}

function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : '–';
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

function listed(days: readonly string[]): string {
  return days.length > PARTS_SHOWN
    ? `${days.slice(0, PARTS_SHOWN).join(', ')} and ${days.length - PARTS_SHOWN} more days`
    : days.join(', ');
}
