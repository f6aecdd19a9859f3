import { createColors } from 'picocolors';
import { causeText, type PipelineRecord, type RunCost, type StepCost, type StepFacts } from '../../core/pipeline/index.js';
import { durationText } from '../../core/units/duration-text.js';
import { grouped } from './batch-bar.js';
import { columns, hanging, painted, type Cell } from './layout.js';
import type { Surface } from './rehearsal.js';

const LABEL = 10;
const NARROWEST = 60;
const WIDEST = 140;
const DIGEST_CHARACTERS = 12;

/** The record of a pipeline's run: what it read, what every step did, and what that cost. */
export function renderPipelineRecord(record: PipelineRecord, cost: RunCost | undefined, surface: Surface): string {
  const paint = createColors(surface.colors);
  const width = Math.min(WIDEST, Math.max(NARROWEST, surface.columns));
  const { pipeline, run, status, error, cause, time, startedAt, endedAt, inputs = {}, steps = {}, execution } = record;
  const line = (label: string, text: string): string =>
    painted(hanging(`${label.padEnd(LABEL)} ${text}`, width, 0, LABEL + 1), [label, paint.dim]);
  const good = status === 'succeeded';
  const said = status.replace('_', ' ');
  const head = (...texts: string[]): Cell[] => texts.map((text) => ({ text, style: paint.dim }));
  const files = Object.entries(inputs).map(([table, { objects, bytes, newest, digest, uri }]): Cell[] =>
    [table, grouped(objects), grouped(bytes), newest, digest.slice(0, DIGEST_CHARACTERS), uri].map((text) => ({ text })),
  );
  const done = Object.entries(steps).map(([name, step]): Cell[] =>
    [name, step.kind, rowsText(step), step.seconds?.toFixed(2) ?? '', bytesText(step), stepCostText(cost?.steps[name])].map((text) => ({
      text,
    })),
  );
  return [
    painted(hanging(`run ${run} of ${pipeline}: ${said}`, width, 0), [said, good ? paint.green : paint.red], [`run ${run}`, paint.bold]),
    ...(good ? [] : [line('error', `${error ?? 'none'}${cause === undefined || cause === null ? '' : `: ${causeText(cause)}`}`)]),
    ...(time === undefined ? [] : [line('as of', time)]),
    line('began', `${startedAt}, took ${durationText(Date.parse(endedAt) - Date.parse(startedAt))}`),
    line('execution', execution),
    ...(files.length === 0
      ? []
      : ['', columns([head('read', 'objects', 'bytes', 'newest', 'digest', 'from'), ...files], width, 0).trimEnd()]),
    ...(done.length === 0
      ? []
      : ['', columns([head('step', 'kind', 'rows', 'seconds', 'bytes read', 'cost'), ...done], width, 0).trimEnd()]),
    ...(cost === undefined ? [] : [line('cost', costText(cost))]),
    '',
  ].join('\n');
}

function rowsText({ rows, checks, failed, skipped, error, took, objects, calls }: StepFacts): string {
  if (skipped === true) return 'left out';
  if (error !== undefined) return `failed: ${error}`;
  if (took !== undefined) return took === null ? 'nothing' : `from ${took}`;
  if (checks !== undefined) return `${grouped(checks - (failed ?? 0))} of ${grouped(checks)} checks`;
  if (objects !== undefined) return `of ${grouped(objects)} objects, ${grouped(calls ?? 0)} calls`;
  return rows === undefined ? '' : grouped(rows);
}

const bytesText = ({ scannedBytes }: StepFacts): string => (scannedBytes === undefined ? '' : grouped(scannedBytes));

function stepCostText(cost: StepCost | undefined): string {
  if (cost === undefined) return '';
  return 'unknown' in cost ? 'unknown' : mostText(cost.amount, cost.atMost);
}

function costText({ amount, currency, atMost, unknown }: RunCost): string {
  if (amount === null) return `unknown, for these are not known: ${unknown.join(', ')}`;
  return `${mostText(amount, atMost)} ${currency}${unknown.length === 0 ? '' : `, and what is not known: ${unknown.join(', ')}`}`;
}

const mostText = (amount: number, atMost: boolean): string => `${atMost ? 'at most ' : ''}${amountText(amount)}`;

/** Small sums stay visible. */
const amountText = (amount: number): string => (amount >= 1 || amount === 0 ? amount.toFixed(2) : amount.toPrecision(2));
