import { createColors } from 'picocolors';
import { plural, type DriftResult } from '../../runtime/index.js';
import { columns, hanging, type Cell } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 140;
/** Columns that did not drift and are shown all the same: the next to do so. */
const QUIET_SHOWN = 5;

type Feature = DriftResult['verdict']['features'][number];

interface Canvas {
  readonly width: number;
  readonly paint: ReturnType<typeof createColors>;
}

/** A verdict on a window of rows, for a terminal. */
export function renderDrift(result: DriftResult, where: { baseline: string; data: string }, surface: Surface): string {
  const canvas = { width: Math.min(WIDEST, Math.max(NARROWEST, surface.columns)), paint: createColors(surface.colors) };
  const parts = [heading(result, where, canvas), ...(result.verdict.verdict === 'too-little' ? [] : [table(result, canvas)])];
  return `${[...parts, leftOut(result, canvas)].filter((part) => part !== '').join('\n\n')}\n`;
}

function heading(
  { verdict, baselineRows }: DriftResult,
  { baseline: folder, data }: { baseline: string; data: string },
  canvas: Canvas,
): string {
  const { width, paint } = canvas;
  const compared = verdict.features.filter(isJudged);
  const drifted = compared.filter((feature) => feature.drifted).length;
  const texts = {
    drift: paint.red(`Drift: ${drifted} of ${plural(compared.length, 'column')} drifted`),
    'no-drift': paint.green(`No drift in ${plural(compared.length, 'column')}`),
    'too-little': paint.yellow('Too little to tell: 200 rows are needed'),
  };
  return hanging(
    `${texts[verdict.verdict]}. ${plural(verdict.rows, 'row')} of ${data} against ${referenceText(verdict.windows, baselineRows)} in ${folder}.`,
    width,
    0,
  );
}

function referenceText(windows: number, baselineRows: number | undefined): string {
  if (windows > 0) return `the same weekdays of ${windows} healthy days`;
  return baselineRows === undefined ? 'the constraints' : plural(baselineRows, 'row');
}

function table({ verdict: { features } }: DriftResult, { width, paint }: Canvas): string {
  const compared = features.filter(isJudged);
  const drifted = compared.filter((feature) => feature.drifted).length;
  const shown = compared.slice(0, drifted + QUIET_SHOWN);
  if (shown.length === 0) return '';
  const head = ['column', 'statistic', 'value', 'threshold', 'values', 'what'].map((text): Cell => ({ text, style: paint.dim }));
  const rest = compared.length - shown.length;
  return [
    columns([head, ...shown.map((feature) => row(feature, feature.drifted ? paint.red : undefined))], width, 1),
    ...(rest === 0 ? [] : [hanging(`and ${plural(rest, 'column')} further from drift than these`, width, 1)]),
  ].join('\n');
}

function row({ name, prediction, statistic, value, threshold, rows, reason }: Feature, style: Cell['style']): Cell[] {
  return [
    { text: prediction ? `${name} (prediction)` : name, ...(style === undefined ? {} : { style }) },
    { text: statistic ?? '' },
    { text: number(value), align: 'right' },
    { text: number(threshold), align: 'right' },
    { text: String(rows), align: 'right' },
    { text: reason },
  ];
}

function leftOut({ verdict: { features } }: DriftResult, { width, paint }: Canvas): string {
  return features
    .filter((feature) => !isJudged(feature) && feature.comparison === undefined)
    .map(({ name, reason }) => paint.dim(hanging(`${name}: ${reason}`, width, 1)))
    .join('\n');
}

function isJudged({ threshold }: Feature): boolean {
  return threshold !== null;
}

function number(value: number | null): string {
  return value === null ? '' : String(Number(value.toPrecision(3)));
}
