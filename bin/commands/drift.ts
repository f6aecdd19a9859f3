import type { Command } from 'commander';
import { join } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import { compareTable, driftDocument, renderDriftPage, type DriftResult } from '../../runtime/index.js';
import { renderDrift } from '../render/drift.js';
import { EXIT } from '../render/failure.js';
import { surfaceOf } from '../render/rehearsal.js';
import { warnOfBroken } from './broken-records.js';
import { writeWhole } from './write-whole.js';

interface DriftVerbOptions {
  readonly json?: boolean;
  readonly report?: string;
  readonly modelMonitor?: string;
  readonly quiet?: boolean;
}

/** `slipway drift BASELINE DATA`: compares rows with a baseline. */
export function driftVerb(command: Command): void {
  command
    .option('--json', 'the verdict as one JSON document on stdout')
    .option('-r, --report <file>', 'write a page to look at: the two distributions of each column side by side, worst first')
    .option(
      '--model-monitor <dir>',
      "also write what SageMaker Model Monitor would: statistics.json, and constraint_violations.json by the baseline's constraints",
    )
    .option('-q, --quiet', 'nothing on stdout: the exit code alone')
    .addHelpText(
      'after',
      "\nBASELINE is the folder that `slipway baseline` wrote, or one with constraints.json and statistics.json of Model Monitor; DATA a file or folder as that verb takes it, taken as one window.\nExit code 3: a column drifted. Fewer than 200 rows are too little to tell, which is exit code 0 and the verdict 'too-little'.",
    )
    .action(drift);
}

async function drift(
  baseline: string,
  data: string,
  { json = false, quiet = false, report, modelMonitor }: DriftVerbOptions,
): Promise<void> {
  const result = await compareTable(baseline, data);
  warnOfBroken(result.verdict.broken, result.broken);
  if (json) process.stdout.write(`${JSON.stringify(driftDocument(result.verdict), null, 2)}\n`);
  else if (!quiet) process.stdout.write(renderDrift(result, { baseline, data }, surfaceOf(process.stdout)));
  if (report !== undefined) {
    writeWhole(report, renderDriftPage(result, { baseline, data }));
    if (!quiet) (json ? process.stderr : process.stdout).write(`page  ${report}\n`);
  }
  if (modelMonitor !== undefined) writeModelMonitor(result, baseline, modelMonitor);
  process.exitCode = result.verdict.verdict === 'drift' ? EXIT.verdict : EXIT.good;
}

function writeModelMonitor({ modelMonitorFiles }: DriftResult, baseline: string, folder: string): void {
  if (modelMonitorFiles.size === 0)
    throw new SlipwayError('profile-invalid', `the baseline in '${baseline}' has no constraints.json to hold rows against; make it again`);
  for (const [name, text] of modelMonitorFiles) writeWhole(join(folder, name), text);
}
