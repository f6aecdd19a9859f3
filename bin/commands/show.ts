import type { Command } from 'commander';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { costOfRun } from '../../core/batch/cost.js';
import type { FailedRun, RunRecord } from '../../core/batch/record.js';
import { SlipwayError } from '../../core/errors/index.js';
import { readPrices } from '../../runtime/index.js';
import { renderRunRecord } from '../render/run-record.js';
import { surfaceOf } from '../render/rehearsal.js';

interface ShowOptions {
  readonly prices?: string;
  readonly json?: boolean;
}

/** Records that a run leaves, the one of its end first. */
const RECORDS = ['record.json', 'failed.json'];

/** `slipway show RUN`: the record that a batch run left. */
export function showVerb(command: Command): void {
  command
    .option('--prices <file>', 'what instances cost you, the file of `slipway plan` (default: no cost is said)')
    .option('--json', 'the record as it is, with its cost where prices are given')
    .addHelpText('after', '\nRUN is a record.json or failed.json, or the folder of a run that holds one: out/runs/20260301T043000Z')
    .action(show);
}

function show(run: string, { prices: file, json = false }: ShowOptions): void {
  const prices = file === undefined ? undefined : readPrices(file);
  const record = readRecord(run);
  const cost = prices === undefined ? undefined : costOfRun(record, prices);
  process.stdout.write(
    json
      ? `${JSON.stringify(cost === undefined ? record : { ...record, cost }, undefined, 2)}\n`
      : renderRunRecord(record, cost === undefined ? undefined : { ...cost, file: file ?? '' }, surfaceOf(process.stdout)),
  );
}

function readRecord(run: string): RunRecord | FailedRun {
  const folder = existsSync(run) && statSync(run).isDirectory();
  const path = folder ? RECORDS.map((name) => join(run, name)).find((each) => existsSync(each)) : run;
  if (path === undefined || !existsSync(path))
    throw new SlipwayError(
      'batch-record',
      `there is no record at '${run}'; give the folder of a run that has ended, such as out/runs/20260301T043000Z`,
    );
  const read = parsed(path);
  if (read === undefined || !Array.isArray(read.attempts))
    throw new SlipwayError('batch-record', `'${path}' is no record of a batch run; give the record.json or failed.json that one left`);
  return read;
}

function parsed(path: string): RunRecord | FailedRun | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as RunRecord | FailedRun;
  } catch {
    return undefined;
  }
}
