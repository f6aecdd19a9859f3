import { csvRows } from '../../core/codec/csv-rows.js';
import { hasRowIds, rowIdOf, type ScoredObject } from '../../core/batch/run.js';
import type { BatchSettings, CaptureSettings } from '../../core/batch/settings.js';
import { outputOf, rejectedOf, type CheckedRun } from './check-object.js';
import { linesOf } from './lines.js';
import { keyValues } from './row-key.js';
import type { StepWorld } from './world.js';

/** One row: what the model was asked, and what it answered. */
interface Exchange {
  readonly asked: string;
  readonly answered: string;
}

interface EventMetadata {
  readonly eventId: string;
  /** By which a label finds the row, where the record has one. */
  readonly inferenceId?: string;
}

/** Rows of one record without ids; SageMaker captures a request a record, and a batch has many rows a request. */
const ROWS_A_RECORD = 100;

/**
 * Keeps a share of a run's rows, input beside output, in the form of SageMaker's data capture, which a drift monitor reads. From the tables
 * themselves: what a transform job captures lies under the hour at which the job began, and not at all where an object failed.
 */
export async function captureRun(
  objects: readonly ScoredObject[],
  run: CheckedRun,
  capture: CaptureSettings,
  { objects: objectsOf, settings }: StepWorld,
): Promise<void> {
  await objectsOf(capture.uri).upload(`${run.runId}.jsonl`, recordsOf(objects, run, capture, settings.format));
}

async function* recordsOf(
  objects: readonly ScoredObject[],
  run: CheckedRun,
  { everyRow }: CaptureSettings,
  format: BatchSettings['format'],
): AsyncGenerator<Uint8Array> {
  const { uniqueKey = [] } = run.settings;
  const withIds = hasRowIds(uniqueKey);
  let kept: Exchange[] = [];
  let count = 0;
  let row = 0;
  const record = (inferenceId?: string): Buffer => {
    const text = captureRecord(kept, format, { eventId: `${run.runId}-${count}`, ...(inferenceId === undefined ? {} : { inferenceId }) });
    kept = [];
    count += 1;
    return Buffer.from(`${text}\n`);
  };
  for (const object of objects)
    for await (const [asked, answered] of exchanges(object, run)) {
      row += 1;
      if ((row - 1) % everyRow !== 0) continue;
      kept.push(format === 'csv' ? csvExchange(asked, answered, run.settings) : jsonExchange(asked, answered));
      if (withIds) yield record(rowIdOf(run.runId, keyValues(Buffer.from(answered), uniqueKey, format, outputOf(run, object.key))[0]));
      else if (kept.length === ROWS_A_RECORD) yield record();
    }
  if (kept.length > 0) yield record();
}

/** Lines of the input with those of the output, without the records that were rejected. */
async function* exchanges(object: ScoredObject, run: CheckedRun): AsyncGenerator<readonly [string, string]> {
  const rejected = new Set(await rejectedOf(object, run));
  const answers = linesOf(run.store.stream(outputOf(run, object.key)));
  let line = 0;
  for await (const asked of linesOf(run.input.stream(object.key, object.etag))) {
    line += 1;
    if (rejected.has(line)) continue;
    const { value, done } = await answers.next();
    if (done === true) return;
    yield [asked.toString('utf8').trimEnd(), value.toString('utf8').trimEnd()];
  }
}

/** Of a line of CSV what the input filter leaves, and of the output what the model gave: before it what was joined, after it the run. */
function csvExchange(asked: string, answered: string, { runIdColumn, capture, joined = false }: BatchSettings): Exchange {
  const given = cellsOf(asked);
  const cells = cellsOf(answered);
  return {
    asked: lineOf(given.slice(capture?.firstColumn ?? 0)),
    answered: lineOf(cells.slice(joined ? given.length : 0, runIdColumn === undefined ? undefined : -1)),
  };
}

/** Features are found by name, whatever else the record holds; what was joined to them stands in a field of its own. */
function jsonExchange(asked: string, answered: string): Exchange {
  const output = (JSON.parse(answered) as { readonly SageMakerOutput?: unknown } | null)?.SageMakerOutput;
  return { asked, answered: output === undefined ? answered : JSON.stringify(output) };
}

/** A record as SageMaker writes it, but for its time: rows belong to the window in which their object was written. */
function captureRecord(rows: readonly Exchange[], format: BatchSettings['format'], eventMetadata: EventMetadata): string {
  const encoding = format === 'csv' ? 'CSV' : 'JSON';
  const observedContentType = format === 'csv' ? 'text/csv' : 'application/jsonlines';
  const side = (mode: 'INPUT' | 'OUTPUT', of: keyof Exchange): object => ({
    observedContentType,
    mode,
    data: rows.map((row) => row[of]).join('\n'),
    encoding,
  });
  return JSON.stringify({
    captureData: { endpointInput: side('INPUT', 'asked'), endpointOutput: side('OUTPUT', 'answered') },
    eventMetadata,
    eventVersion: '0',
  });
}

function cellsOf(line: string): readonly string[] {
  const read = csvRows(line);
  return read.ok ? (read.rows[0] ?? []) : [];
}

function lineOf(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}
