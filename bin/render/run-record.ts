import { createColors } from 'picocolors';
import type { RunCost } from '../../core/batch/cost.js';
import type { FailedRun, RunAttempt, RunInput, RunRecord } from '../../core/batch/record.js';
import { grouped } from './batch-bar.js';
import { hanging } from './layout.js';
import type { Surface } from './rehearsal.js';

const LABEL = 10;
/** Digits of a digest that tell it apart from others. */
const DIGEST = 12;
const NARROWEST = 60;
const WIDEST = 140;

/** A run's record, a fact a line. */
export function renderRunRecord(
  record: RunRecord | FailedRun,
  cost: (RunCost & { readonly file: string }) | undefined,
  surface: Surface,
): string {
  const paint = createColors(surface.colors);
  const width = Math.min(WIDEST, Math.max(NARROWEST, surface.columns));
  const { runId, dataTime, input, attempts, model, instances, commit, execution } = record;
  const facts: (readonly [string, string])[] = [
    ['data as of', dataTime],
    ...('published' in record ? endedFacts(record) : [['failed', record.endedAt] as const]),
    ['input', input === undefined ? 'nothing was read' : inputText(input)],
    ...(input === undefined ? [] : [['', input.manifest] as const]),
    ...('published' in record ? outputFacts(record) : []),
    ['model', `${model.name}${model.schema === undefined ? '' : `, schema ${model.schema.slice(0, DIGEST)}`}`],
    ...(model.image === undefined ? [] : [['image', model.image] as const]),
    ...(commit === undefined ? [] : [['commit', commit] as const]),
    ['instances', `${instances.count} × ${instances.type}`],
    ...attempts.map((attempt, index) => [index === 0 ? 'attempts' : '', attemptText(attempt)] as const),
    ...(cost === undefined ? [] : [['cost', costText(cost, instances.type)] as const]),
    ['execution', execution],
  ];
  const head =
    'published' in record
      ? `${paint.bold(`run ${runId}`)}, attempt ${record.attempt}: ${(record.published ? paint.green : paint.yellow)(publishedText(record))}`
      : `${paint.bold(`run ${runId}`)}: ${paint.red(`failed: ${record.error}`)}`;
  const lines = facts.map(([label, text]) => `${paint.dim(label.padEnd(LABEL))} ${text}`);
  return `${[head, ...('published' in record ? [] : [hanging(record.cause, width, 0)]), ...lines].join('\n')}\n`;
}

/** Who reads a run now. */
export function publishedText({ published, because = '', publishedDay }: RunRecord): string {
  if (published) return 'published';
  return publishedDay === undefined ? `not published: ${because}` : `published for ${publishedDay} alone: ${because}`;
}

function endedFacts({ startedAt, durationSeconds }: RunRecord): (readonly [string, string])[] {
  return [['began', `${startedAt}, took ${secondsText(durationSeconds)}`]];
}

function outputFacts({ rowsIn, rowsOut, rejected, setAside = [], output }: RunRecord): (readonly [string, string])[] {
  return [
    ...setAside.map(({ key, rows }) => ['without', `${key}, set aside with its ${grouped(rows)} rows`] as const),
    ['rows', `${grouped(rowsIn)} in, ${grouped(rowsOut)} out, ${grouped(rejected)} set aside`],
    ['output', output],
  ];
}

function inputText({ uri, objects, bytes, digest }: RunInput): string {
  return `${uri}, objects: ${grouped(objects)}, bytes: ${grouped(bytes)}, digest ${digest.slice(0, DIGEST)}`;
}

function attemptText({ attempt, instanceSeconds, saidByJob, error }: RunAttempt): string {
  return `${attempt}: ${error === undefined ? 'whole' : `failed, ${error}`}, ${saidByJob ? 'a job of' : 'with all around it'} ${secondsText(instanceSeconds)}`;
}

function costText({ amount, currency, instanceSeconds, atMost, file }: RunCost & { readonly file: string }, type: string): string {
  if (amount === null) return `${file} has no price of a batch hour of ${type}`;
  return `${atMost ? 'at most ' : ''}${amount.toFixed(4)} ${currency} by ${file}, ${secondsText(instanceSeconds)} of one ${type}`;
}

/** `412 s`, `1.8 s`: what is short is not rounded away. */
function secondsText(seconds: number): string {
  return `${seconds < 10 ? seconds.toFixed(1) : grouped(Math.round(seconds))} s`;
}
