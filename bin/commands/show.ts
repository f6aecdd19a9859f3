import type { Command } from 'commander';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import type { RunRecord } from '../../core/batch/run.js';
import { renderRunRecord } from '../render/run-record.js';
import { surfaceOf } from '../render/rehearsal.js';

/** `slipway show RUN`: the record that a batch run left. */
export function showVerb(command: Command): void {
  command
    .option('--json', 'the record as it is')
    .addHelpText('after', '\nRUN is a record.json, or the folder of a run that holds one: out/runs/20260301T043000Z')
    .action((run: string, { json = false }: { json?: boolean }) => {
      const text = readFileSync(recordAt(run), 'utf8');
      process.stdout.write(json ? text : renderRunRecord(JSON.parse(text) as RunRecord, surfaceOf(process.stdout)));
    });
}

function recordAt(run: string): string {
  const path = existsSync(run) && statSync(run).isDirectory() ? join(run, 'record.json') : run;
  if (existsSync(path)) return path;
  throw new SlipwayError(
    'batch-record',
    `there is no record at '${path}'; give the folder of a run that has ended, such as out/runs/20260301T043000Z`,
  );
}
