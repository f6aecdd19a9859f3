import type { Command } from 'commander';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { costOfRun as costOfBatchRun } from '../../core/batch/cost.js';
import type { FailedRun, RunRecord } from '../../core/batch/record.js';
import { SlipwayError } from '../../core/errors/index.js';
import { FAILURE_FILE, RECORD_FILE, costOfRun as costOfPipelineRun, type PipelineRecord } from '../../core/pipeline/index.js';
import { readPrices, type Prices } from '../../runtime/index.js';
import { renderPipelineRecord } from '../render/pipeline-record.js';
import { renderRunRecord } from '../render/run-record.js';
import { surfaceOf } from '../render/rehearsal.js';

interface ShowOptions {
  readonly prices?: string;
  readonly json?: boolean;
}

type AnyRecord = RunRecord | FailedRun | PipelineRecord;

/** Records that a run leaves, the one of its end first. */
const RECORDS = [RECORD_FILE, FAILURE_FILE];

/** `slipway show RUN`: the record that a run left, of a batch deployment or of a data pipeline. */
export function showVerb(command: Command): void {
  command
    .option('--prices <file>', 'what instances and queries cost you, the file of `slipway plan` (default: no cost is said)')
    .option('--json', 'the record as it is, with its cost where prices are given')
    .addHelpText(
      'after',
      '\nRUN is a record.json or failed.json, or the folder of a run that holds one: out/runs/20260301T043000Z, slipway-runs/Flights-Features/2026_03_01',
    )
    .action(show);
}

function show(run: string, { prices: file, json = false }: ShowOptions): void {
  const prices = file === undefined ? undefined : readPrices(file);
  const record = readRecord(run);
  const surface = surfaceOf(process.stdout);
  const cost = prices === undefined ? undefined : costOf(record, prices);
  if (json) process.stdout.write(`${JSON.stringify(cost === undefined ? record : { ...record, cost }, undefined, 2)}\n`);
  else if ('attempts' in record)
    process.stdout.write(
      renderRunRecord(record, prices === undefined ? undefined : { ...costOfBatchRun(record, prices), file: file ?? '' }, surface),
    );
  else process.stdout.write(renderPipelineRecord(record, prices === undefined ? undefined : costOfPipelineRun(record, prices), surface));
}

const costOf = (record: AnyRecord, prices: Prices): object =>
  'attempts' in record ? costOfBatchRun(record, prices) : costOfPipelineRun(record, prices);

function readRecord(run: string): AnyRecord {
  const folder = existsSync(run) && statSync(run).isDirectory();
  const path = folder ? RECORDS.map((name) => join(run, name)).find((each) => existsSync(each)) : run;
  if (path === undefined || !existsSync(path))
    throw new SlipwayError(
      'batch-record',
      `there is no record at '${run}'; give the folder of a run that has ended, such as out/runs/20260301T043000Z`,
    );
  const read = parsed(path);
  if (read === undefined || !(Array.isArray((read as Partial<RunRecord>).attempts) || 'pipeline' in read))
    throw new SlipwayError('batch-record', `'${path}' is no record of a run; give the record.json or failed.json that one left`);
  return read;
}

function parsed(path: string): AnyRecord | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as AnyRecord;
  } catch {
    return undefined;
  }
}
